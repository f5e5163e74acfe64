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

/** What surrounds a user's program: types of DOM, of Node, of both, or of neither. */
const surroundings = {
  DOM: { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [] },
  Node: { lib: ['lib.es2022.d.ts'], types: ['node'] },
  both: { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: ['node'] },
  neither: { lib: ['lib.es2022.d.ts'], types: [] },
} satisfies Record<string, ts.CompilerOptions>

/** A user's compiler at its strictest. */
function programOf(file: string, around: keyof typeof surroundings): ts.Program {
  return ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: false,
    ...surroundings[around],
  })
}

/** What it says about a file beside the built package. */
function compile(file: string, around: keyof typeof surroundings): string[] {
  const program = programOf(file, around)
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(built))
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ messageText, file: at, start }) => {
      const line = at && start !== undefined ? at.getLineAndCharacterOfPosition(start).line + 1 : 0
      return `${at?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
}

test('the built declarations need no other package, and mention nothing of what is behind the API', async () => {
  const text = await readDeclarations()
  expect(text).not.toMatch(/^import |import\(['"]/m)
  expect(text).not.toMatch(/kysely|\bpg\b|fastify|pino|zod|trpc\/|@assay\//i)
})

test('nothing in the built declarations is any', async () => {
  const text = await readDeclarations()
  // the parameter of a type that DOM declares just so, and a word of ours
  expect(text.replace('ReadableStream<R = any>', '').replaceAll('"any"', '')).not.toMatch(/\bany\b/)
})

test('a field of the built declarations says what its schema says of it', async () => {
  const text = await readFile(join(built, 'index.d.ts'), 'utf8')
  expect(text).toMatch(/\/\*\* the verdict in plain words \*\/\s+sentence: string/)
  expect(text).toMatch(/type Verdict = \{/)
})

test('what must compile against the built declarations does, and what must not does not', async () => {
  const types = await readFile(join(import.meta.dirname, 'types.test-d.ts'), 'utf8')
  const file = join(built, 'types.ts')
  await writeFile(file, types.replace('../src/index.ts', './index.js'))
  expect(compile(file, 'both')).toEqual([])
})

test.each(['DOM', 'Node', 'both', 'neither'] as const)(
  'the built declarations compile, checked as a library too, where there are types of %s',
  async (around) => {
    const file = join(built, `use-${around}.ts`)
    await writeFile(file, "import { Assay } from './index.js'\nexport const assay = new Assay({ apiKey: 'a' })\n")
    expect(compile(file, around)).toEqual([])
  },
)

test('an editor has little to do: at most 50,000 instantiations without skipLibCheck, DOM included', async () => {
  const count = async (text: string) => {
    const file = join(built, 'count.ts')
    await writeFile(file, text)
    const program = programOf(file, 'DOM')
    program.getSemanticDiagnostics()
    return program.getInstantiationCount()
  }
  const alone = await count('export const one = 1\n')
  const used = await count("import { Assay } from './index.js'\nexport const assay = new Assay({ apiKey: 'a' })\n")
  expect(used).toBeLessThanOrEqual(50_000)
  expect(used - alone).toBeLessThanOrEqual(5_000)
})

test('the built package is one file of at most 36 kB that needs no other package', async () => {
  const code = await readFile(join(built, 'index.js'))
  expect(gzipSync(code).length).toBeLessThanOrEqual(36 * 1024)
  expect(code.toString()).not.toMatch(/^import /m)
  const sdk: object = await import(pathToFileURL(join(built, 'index.js')).href)
  expect(Object.keys(sdk).sort()).toEqual([
    'Assay',
    'AssayAbortError',
    'AssayConnectionError',
    'AssayError',
    'AssayRunError',
    'AssayTimeoutError',
    'showProgress',
    'toAssayError',
    'verifyWebhook',
  ])
})

test('whoever installs the package installs nothing else', async () => {
  const manifest: object = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies'])
    expect(manifest).not.toHaveProperty(kind)
})
