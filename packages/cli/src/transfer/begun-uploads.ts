import { createHash } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '../env.ts'
import { isAbsence, readFileIfThere, writePrivateFile } from '../session/private-file.ts'

/** Uploads that have begun, so that the next call of the same command goes on with them. */
export interface BegunUploads {
  find(what: readonly unknown[]): Promise<string | undefined>
  keep(what: readonly unknown[], upload_id: string): Promise<void>
  forget(what: readonly unknown[]): Promise<void>
}

/** No upload lives as long. */
const oldestMs = 7 * 86_400_000

/** The uploads that this machine has begun, each in a file that is named after what is sent and where it goes. */
export async function openBegunUploads({ stateFolder }: Environment): Promise<BegunUploads> {
  const folder = join(stateFolder, 'assay', 'uploads')
  await removeOld(folder)
  const pathOf = (what: readonly unknown[]) =>
    join(folder, createHash('sha256').update(JSON.stringify(what)).digest('hex'))
  return {
    find: async (what) => (await readFileIfThere(pathOf(what)))?.trim(),
    keep: (what, upload_id) => writePrivateFile(pathOf(what), `${upload_id}\n`),
    forget: (what) => rm(pathOf(what), { force: true }),
  }
}

async function removeOld(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsence(error)) return []
    throw error
  })
  for (const name of names) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > oldestMs) await rm(path, { force: true })
  }
}
