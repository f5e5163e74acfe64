import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
let built: string

beforeAll(async () => {
  const caches = join(root, 'node_modules/.cache')
  await mkdir(caches, { recursive: true })
  built = await mkdtemp(join(caches, 'build-'))
  const bin = (name: string) => join(root, '../../node_modules/.bin', name)
  await run(bin('tsc'), ['-p', 'tsconfig.json', '--outDir', join(built, '.declarations')], { cwd: root })
  await run(join(root, 'node_modules/.bin/tsdown'), ['--out-dir', built], { cwd: root })
})

afterAll(() => rm(built, { recursive: true }))

/** The declarations without their comments. */
async function readDeclarations(): Promise<string> {
  const text = await readFile(join(built, 'index.d.ts'), 'utf8')
  const printer = ts.createPrinter({ removeComments: true })
  return printer.printFile(ts.createSourceFile('index.d.ts', text, ts.ScriptTarget.Latest))
}

/** What a user's compiler at its strictest says about a file beside the built package. */
function compile(file: string): string[] {
  const program = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    skipLibCheck: false,
  })
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(built))
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ messageText, file: at, start }) => {
      const line = at && start !== undefined ? at.getLineAndCharacterOfPosition(start).line + 1 : 0
      return `${at?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
}

test('the built declarations mention nothing of what is behind the API', async () => {
  expect(await readDeclarations()).not.toMatch(/kysely|\bpg\b|fastify|pino|@assay\/(?!schemas)/i)
})

test('nothing in the built declarations is any', async () => {
  expect(await readDeclarations()).not.toMatch(/\bany\b/)
})

test('the built declarations import only what the package depends on', async () => {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  )
  const imported = [...(await readDeclarations()).matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, name]) => name)
  const foreign = imported.filter((name) => !Object.keys(dependencies).some((known) => name?.startsWith(known)))
  expect(imported.length).toBeGreaterThan(3)
  expect(foreign).toEqual([])
})

test('what must compile against the built declarations does, and what must not does not', async () => {
  const types = await readFile(join(import.meta.dirname, 'types.test-d.ts'), 'utf8')
  const file = join(built, 'types.ts')
  await writeFile(file, types.replace('../src/index.ts', './index.js'))
  expect(compile(file)).toEqual([])
})

test('the built package is one file of at most 25 kB that needs no other package', async () => {
  const code = await readFile(join(built, 'index.js'))
  expect(gzipSync(code).length).toBeLessThanOrEqual(25 * 1024)
  expect(code.toString()).not.toMatch(/^import /m)
  const sdk: object = await import(pathToFileURL(join(built, 'index.js')).href)
  expect(Object.keys(sdk).sort()).toEqual([
    'Assay',
    'AssayAbortError',
    'AssayConnectionError',
    'AssayError',
    'AssayRunError',
    'AssayTimeoutError',
    'toAssayError',
  ])
})
