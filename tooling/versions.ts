import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import installedPnpm from 'pnpm/package.json' with { type: 'json' }
import { root } from './command.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const find = (file: string, pattern: RegExp) => pattern.exec(read(file))?.[1]

/** Versions that other tools insist on reading from their own place; each group must agree. */
const groups: Record<string, Record<string, string | undefined>> = {
  node: {
    'catalog of pnpm-workspace.yaml': find('pnpm-workspace.yaml', /^ {2}node: (.+)$/m),
    'nodeVersion of pnpm-workspace.yaml': find('pnpm-workspace.yaml', /^nodeVersion: (.+)$/m),
    '.nvmrc': read('.nvmrc').trim(),
  },
  pnpm: {
    'catalog of pnpm-workspace.yaml': find('pnpm-workspace.yaml', /^ {2}pnpm: (.+)$/m),
    'packageManager of package.json': find('package.json', /"packageManager": "pnpm@(.+)\+sha512\.[0-9a-f]{128}"/),
    node_modules: installedPnpm.version,
  },
}

for (const [name, places] of Object.entries(groups)) {
  if (new Set(Object.values(places)).size === 1) continue
  console.error(`${name} has different versions: ${JSON.stringify(places, null, 2)}`)
  process.exitCode = 1
}
