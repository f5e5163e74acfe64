import { cp, lstat, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** Where root keeps what anyone may execute; the second serves systems without the first. */
const caches = ['/var/cache/assay', '/var/tmp/assay-cache']

/**
 * Copies the binaries, once per version, out of a directory that is private to root (such as a clone under `/root`),
 * so that the account Postgres runs as can execute them. Returns the directory of the copy.
 */
export async function copyForEveryone(native: string): Promise<string> {
  const cache = await openCache()
  const copy = join(cache, `postgres-${await packageVersion(native)}`)
  if (await exists(copy)) return copy
  const partial = await mkdtemp(join(cache, 'partial-'))
  try {
    await cp(native, join(partial, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => extname(source) !== '.a',
    })
    await rename(join(partial, 'native'), copy).catch(async (error: unknown) => {
      if (!(await exists(copy))) throw error
    })
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  return copy
}

/** A directory that only root can write to: anybody who can write there can choose what runs on our data. */
async function openCache(): Promise<string> {
  for (const cache of caches) {
    const made = await mkdir(cache, { recursive: true, mode: 0o755 }).then(
      () => true,
      () => false,
    )
    if (!made) continue
    const { uid, mode } = await lstat(cache)
    if (uid === 0 && (mode & 0o022) === 0) return cache
  }
  throw new EmbeddedPostgresError(
    'start_failed',
    'Postgres refuses to run as root, its binaries lie in a directory that is private to root, and neither ' +
      `${caches.join(' nor ')} can hold a copy. Install Assay outside of root's home, or set ASSAY_DATABASE_URL.`,
  )
}

async function packageVersion(native: string): Promise<string> {
  const manifest = await readFile(join(native, '..', 'package.json'), 'utf8')
  return /"version":\s*"([\w.-]+)"/.exec(manifest)?.[1] ?? 'unversioned'
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
