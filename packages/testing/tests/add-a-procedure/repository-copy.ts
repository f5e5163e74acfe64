import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const repository = fileURLToPath(new URL('../../../../', import.meta.url))
const copied = ['apps', 'packages', 'tooling', 'AGENTS.md', 'package.json', 'tsconfig.json']
const leftOut = new Set(['dist', '.turbo', '.bin'])

/** A copy of the sources, to change at will. */
export interface RepositoryCopy extends AsyncDisposable {
  readonly path: string
  readonly url: URL
  /** Changes a file, or makes one: then `change` is given nothing. */
  edit(file: string, change: (text: string | undefined) => string): Promise<void>
}

/**
 * Copies the sources of this repository; the units of the copy see each other, and the packages that are installed
 * here.
 */
export async function copyRepository(): Promise<RepositoryCopy> {
  const path = await mkdtemp(join(tmpdir(), 'assay-copy-'))
  for (const name of copied) {
    await cp(join(repository, name), join(path, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !leftOut.has(basename(source)),
    })
  }
  await symlink(join(repository, 'node_modules'), join(path, 'node_modules'))
  return {
    path,
    url: pathToFileURL(`${path}/`),
    async edit(file, change) {
      const text = await readFile(join(path, file), 'utf8').catch(undefinedWhenAbsent)
      await writeFile(join(path, file), change(text))
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

function undefinedWhenAbsent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
