import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { CommandError } from './command-error.ts'
import type { Environment } from './env.ts'

const profile = z.object({
  url: z.string(),
  api_key: z.string(),
  api_key_id: z.string().nullable(),
  email: z.string(),
})

/** What `assay login` stored: where Assay is, and the key to it. */
export type Profile = z.infer<typeof profile>

/** The file that holds the profile, readable by its owner alone. */
function profilePath({ configFolder }: Environment): string {
  return join(configFolder, 'assay', 'profile.json')
}

/** The stored profile, if somebody has signed in. */
export async function findProfile(environment: Environment): Promise<Profile | undefined> {
  const path = profilePath(environment)
  const text = await readFile(path, 'utf8').catch(absent)
  if (text === undefined) return undefined
  const read = profile.safeParse(parse(text))
  if (read.success) return read.data
  throw new CommandError(`${path} is not what "assay login" stored. Delete it and sign in again.`)
}

/** Stores a profile, in one step, in a file of mode 0600. */
export async function storeProfile(environment: Environment, stored: Profile): Promise<string> {
  const path = profilePath(environment)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, path)
  return path
}

/** Forgets the profile. */
export async function removeProfile(environment: Environment): Promise<void> {
  await rm(profilePath(environment), { force: true })
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return
  throw error
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
