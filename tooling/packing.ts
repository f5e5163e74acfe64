import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow } from './command.ts'

/** What the checks read of a package. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly bin?: Record<string, string>
  readonly exports?: unknown
}

export function publishedFolders(): string[] {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => !readManifest(readFileSync(join(folder, 'package.json'), 'utf8')).private)
}

export function readManifest(text: string): Manifest {
  return JSON.parse(text)
}

/** Packs a package that is built as a publish would; returns the path of the tarball. */
export async function packInto(destination: string, folder: string): Promise<string> {
  const output = await runOrThrow(['pnpm', 'pack', '--json', '--pack-destination', destination], { cwd: folder })
  const { filename }: { filename: string } = JSON.parse(output)
  return join(destination, filename.split('/').pop() ?? filename)
}
