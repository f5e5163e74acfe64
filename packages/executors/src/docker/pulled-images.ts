import { readFile, rename, writeFile } from 'node:fs/promises'
import type Docker from 'dockerode'
import { asked, openDaemon, statusOf } from './daemon.ts'
import type { Image } from './image.ts'

/** Remembers which images were pulled for work, and when each was used last. */
export interface PulledImages {
  readonly used: (image: Image) => Promise<void>
}

/** When each reference was used last, by ISO 8601. */
type Uses = Record<string, string>

/** `file`: absent, nothing is remembered. One process writes it. */
export function openPulledImages(file: string | undefined): PulledImages {
  let last: Promise<void> = Promise.resolve()
  return {
    async used({ reference, isPulled }) {
      if (file === undefined) return
      const noted = last.then(async () => {
        const uses = await readUses(file)
        // what was here before belongs to somebody else
        if (!isPulled && uses[reference] === undefined) return
        await writeUses(file, { ...uses, [reference]: new Date().toISOString() })
      })
      last = noted.catch(() => undefined)
      await noted
    },
  }
}

export interface UnusedImages {
  /** What `openDockerExecutor` was told, for the same worker. */
  readonly imagesFile: string
  readonly socket?: string
  /** How long an image is kept after its last use. */
  readonly days: number
}

/** Removes images that were pulled for work and not used since; what containers still use stays. Tells which. */
export async function removeUnusedImages({ imagesFile, socket, days }: UnusedImages): Promise<string[]> {
  const docker = openDaemon(socket)
  const uses = await readUses(imagesFile)
  const before = Date.now() - days * 86_400_000
  const old = Object.keys(uses).filter((reference) => Date.parse(uses[reference] ?? '') < before)
  const removed: string[] = []
  for (const reference of old) if (await isRemoved(docker, reference)) removed.push(reference)
  const now = await readUses(imagesFile)
  const kept = Object.entries(now).filter(
    ([reference, used]) => used !== uses[reference] || !removed.includes(reference),
  )
  if (removed.length > 0) await writeUses(imagesFile, Object.fromEntries(kept))
  return removed
}

async function isRemoved(docker: Docker, reference: string): Promise<boolean> {
  try {
    await docker.getImage(reference).remove()
    return true
  } catch (error) {
    if (statusOf(error) === 404) return true
    if (statusOf(error) === 409) return false
    return await asked(Promise.reject(error))
  }
}

async function readUses(file: string): Promise<Uses> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  const found: unknown = JSON.parse(text)
  if (typeof found !== 'object' || found === null) return {}
  return Object.fromEntries(Object.entries(found).filter(([, used]) => typeof used === 'string'))
}

async function writeUses(file: string, uses: Uses): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(uses))
  await rename(`${file}.new`, file)
}
