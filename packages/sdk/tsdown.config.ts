import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { defineConfig, type UserConfig } from 'tsdown'

const bundled = ['@trpc/client', '@trpc/server', 'eventsource-parser']

const common = {
  format: 'esm',
  platform: 'neutral',
  target: 'node20',
  fixedExtension: false,
  clean: false,
} satisfies UserConfig

/** Expects what tsconfig.json emits in `.declarations` of the folder that it writes to. */
export default defineConfig(({ outDir = 'dist' }) => {
  const declarations = resolve(outDir, '.declarations')
  return [
    {
      ...common,
      entry: 'src/index.ts',
      dts: false,
      // one file loads in a fraction of the time that theirs take
      deps: { alwaysBundle: bundled.map((name) => new RegExp(`^${name}`)), onlyBundle: false },
      outputOptions: { comments: false },
      hooks: { 'build:done': () => writeFile(join(outDir, 'third-party-licenses.txt'), licenses()) },
    },
    {
      ...common,
      // declarations come from declarations: the router's type is that of sources which are not published
      entry: join(declarations, 'packages/sdk/src/index.d.ts'),
      dts: { dtsInput: true, emitDtsOnly: true },
      // tRPC's declarations need it, and say so nowhere
      banner: { dts: '/// <reference lib="esnext.disposable" />' },
      inputOptions: (options) => ({
        ...options,
        plugins: [routerType(declarations), options.plugins],
        // what the API adds to the types of its own dependencies is none of ours
        treeshake: { moduleSideEffects: false },
      }),
      hooks: { 'build:done': () => rm(declarations, { recursive: true }) },
    },
  ]
})

/** Of all packages only the router's type becomes part of ours; what nothing of ours mentions then falls away. */
function routerType(declarations: string) {
  const handler = (id: string) => {
    if (id === '@assay/api') return join(declarations, 'apps/api/src/index.d.ts')
    return /^[./]/.test(id) ? undefined : { id, external: true, moduleSideEffects: false }
  }
  return { name: 'router-type', resolveId: { order: 'pre' as const, handler } }
}

function licenses(): string {
  return bundled.map((name) => `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8')}`).join('\n')
}
