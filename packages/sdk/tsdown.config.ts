import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { defineConfig, type UserConfig } from 'tsdown'
import { flattenDeclarations } from './declarations/flatten.ts'

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
  flattenDeclarations(declarations)
  return [
    {
      ...common,
      entry: 'src/index.ts',
      dts: false,
      // one file loads in a fraction of the time that theirs take
      deps: { alwaysBundle: bundled.map((name) => new RegExp(`^${name}`)), onlyBundle: false },
      outputOptions: { comments: false },
      // names stay, for whoever reads a stack
      minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
      inputOptions: { experimental: { attachDebugInfo: 'none' } },
      hooks: { 'build:done': () => writeFile(join(outDir, 'third-party-licenses.txt'), licenses()) },
    },
    {
      ...common,
      // declarations come from declarations: the router's type is that of sources which are not published
      entry: join(declarations, 'packages/sdk/src/index.d.ts'),
      dts: { dtsInput: true, emitDtsOnly: true },
      banner: { dts: platformTypes },
      inputOptions: (options) => ({ ...options, plugins: [contracts(declarations), options.plugins] }),
      hooks: { 'build:done': () => rm(declarations, { recursive: true }) },
    },
  ]
})

/** Where neither DOM's types nor Node's are, there is as much of them as makes ours compile. */
const platformTypes = `declare global {
  interface AbortSignal {}
  interface Blob {}
  interface Headers {}
  interface ReadableStream<R = any> {}
  interface RequestInit {}
  interface Response {}
  interface URL {}
}`

/** What the contracts say, flat. */
function contracts(declarations: string) {
  const handler = (id: string) => (id === '@assay/schemas' ? join(declarations, 'flat.d.ts') : undefined)
  return { name: 'contracts', resolveId: { order: 'pre' as const, handler } }
}

function licenses(): string {
  return bundled.map((name) => `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8')}`).join('\n')
}
