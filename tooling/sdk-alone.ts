import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { machineEnv, root, runOrThrow } from './command.ts'

/** What a compiler may have to do to read the SDK, libraries checked and DOM's types included. */
const mostInstantiations = 50_000

/** Installs the SDK in an empty folder: nothing comes with it, and a compiler has little to do. Says what it found. */
export async function useSdkAlone(tarball: string, folder: string): Promise<string> {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "name": "alone", "private": true, "type": "module" }')
  const flags = ['--engine-strict', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  await runOrThrow(['npm', 'install', ...flags, tarball], { cwd: folder, env: machineEnv })
  const installed = ['', '@assay'].flatMap((scope) => readdirSync(join(folder, 'node_modules', scope)))
  const others = installed.filter((name) => !name.startsWith('.') && !['@assay', 'sdk'].includes(name))
  if (others.length > 0) throw new Error(`with @assay/sdk came ${others.join(', ')}`)
  writeFileSync(join(folder, 'alone.ts'), "import { Assay } from '@assay/sdk'\nexport const assay = new Assay()\n")
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--extendedDiagnostics']
  const said = await runOrThrow([join(root, 'node_modules/.bin/tsc'), ...strict, 'alone.ts'], { cwd: folder })
  const instantiations = Number(/^Instantiations:\s+(\d+)/m.exec(said)?.[1] ?? Number.NaN)
  if (!(instantiations <= mostInstantiations)) throw new Error(`@assay/sdk takes ${instantiations} instantiations`)
  return `the SDK alone takes ${instantiations} instantiations`
}
