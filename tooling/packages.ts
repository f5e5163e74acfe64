import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machineEnv, root, runOrThrow } from './command.ts'

import { type Manifest, packInto, publishedFolders, readManifest } from './packing.ts'
import { useSdkAlone } from './sdk-alone.ts'

interface Packed {
  readonly manifest: Manifest
  readonly tarball: string
}

const allowedContent = /^package\/(?:dist\/.+|package\.json|README\.md|LICENSE)$/

/** Packs as a publish would, and checks what a registry would get. */
async function pack(folder: string, destination: string): Promise<Packed> {
  const tarball = await packInto(destination, folder)
  const content = (await runOrThrow(['tar', '-tzf', tarball])).trim().split('\n')
  const text = await runOrThrow(['tar', '-xzOf', tarball, 'package/package.json'])
  const manifest = readManifest(text)
  const stray = content.filter((file) => !allowedContent.test(file))
  if (stray.length > 0) throw new Error(`${manifest.name} would publish ${stray.join(', ')}`)
  for (const needed of ['package/README.md', 'package/LICENSE']) {
    if (!content.includes(needed)) throw new Error(`${manifest.name} would be published without ${needed}`)
  }
  if (/"(?:workspace|catalog):/.test(text)) throw new Error(`${manifest.name} would publish workspace versions`)
  await runOrThrow(['publint', 'run', '--strict', tarball])
  if (manifest.exports) await runOrThrow(['attw', tarball, '--profile', 'esm-only', '--no-emoji'])
  return { manifest, tarball }
}

/** Uses the tarballs in a project outside the workspace, with the machine's own Node. */
async function consume(packed: readonly Packed[], project: string): Promise<void> {
  const stranger = { cwd: project, env: machineEnv }
  const libraries = packed.filter(({ manifest }) => manifest.exports).map(({ manifest }) => manifest.name)
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }')
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  await runOrThrow(['npm', 'install', ...quiet, ...packed.map(({ tarball }) => tarball)], stranger)

  for (const name of libraries) {
    const probe = `const m = await import('${name}')
      if (Object.keys(m).length === 0) throw new Error('exports nothing')`
    await runOrThrow(['node', '--input-type=module', '--eval', probe], stranger)
  }
  const uses = libraries.map(
    (name, at) => `import * as library${at} from '${name}'\nexport const use${at} = library${at}`,
  )
  writeFileSync(join(project, 'consumer.ts'), uses.join('\n'))
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--exactOptionalPropertyTypes']
  await runOrThrow([join(root, 'node_modules/.bin/tsc'), ...strict, 'consumer.ts'], { cwd: project })
  for (const bin of packed.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}))) {
    await runOrThrow([join(project, 'node_modules/.bin', bin), '--help'], stranger)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'assay-packages-'))
try {
  const attempts = await Promise.allSettled(publishedFolders().map((published) => pack(published, folder)))
  const packed = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
  const refused = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [String(attempt.reason)] : []))
  if (refused.length > 0) throw new Error(refused.join('\n\n'))
  await consume(packed, folder)
  const sdk = packed.find(({ manifest }) => manifest.name === '@assay/sdk')
  if (sdk) console.log(await useSdkAlone(sdk.tarball, join(folder, 'alone')))
  const version = await runOrThrow(['node', '--version'], { env: machineEnv })
  console.log(
    `${packed.map(({ manifest }) => manifest.name).join(', ')}: packed, checked, used under Node ${version.trim()}`,
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
