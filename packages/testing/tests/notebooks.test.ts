import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { newsCsv, type Platform, startPlatform } from '../src/index.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const sdk = join(root, 'packages/sdk')
const jupyter = process.env['ASSAY_TEST_JUPYTER']
const kernels = {
  deno: { program: process.env['ASSAY_TEST_DENO'], args: ['jupyter', '--kernel', '--conn', '{connection_file}'] },
  tslab: { program: process.env['ASSAY_TEST_TSLAB'], args: ['kernel', '--config-path={connection_file}'] },
}
const canRun = jupyter !== undefined && Object.values(kernels).some(({ program }) => program !== undefined)

let platform: Platform
let folder: string

/** Beside the notebooks: the package as it is built, a file to read, and the kernels. */
beforeAll(async () => {
  if (!canRun) return
  platform = await startPlatform()
  // outside of the workspace, as TypeScript would not name types of a package below its node_modules
  folder = await mkdtemp(join(tmpdir(), 'assay-notebooks-'))
  const installed = join(folder, 'node_modules/@assay/sdk')
  const built = join(installed, 'dist')
  await run(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json', '--outDir', join(built, '.declarations')], {
    cwd: sdk,
  })
  await run(join(sdk, 'node_modules/.bin/tsdown'), ['--out-dir', built], { cwd: sdk })
  const manifest = z
    .object({ name: z.string(), version: z.string(), type: z.string(), publishConfig: z.object({}).loose() })
    .parse(JSON.parse(await readFile(join(sdk, 'package.json'), 'utf8')))
  const { publishConfig, ...rest } = manifest
  await writeFile(join(installed, 'package.json'), JSON.stringify({ ...rest, ...publishConfig }))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies: { '@assay/sdk': rest.version } }))
  await writeFile(join(folder, 'news.csv'), newsCsv(12))
  for (const [name, { program, args }] of Object.entries(kernels)) {
    const kernel = join(folder, 'jupyter/kernels', name)
    await mkdir(kernel, { recursive: true })
    const spec = { argv: [program, ...args], display_name: name, language: 'typescript' }
    await writeFile(join(kernel, 'kernel.json'), JSON.stringify(spec))
  }
}, 120_000)

afterAll(async () => {
  if (!canRun) return
  await platform[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const lines = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === 'string' ? text : text.join('')))
const notebook = z.object({
  cells: z.array(
    z.object({
      outputs: z
        .array(
          z.object({
            output_type: z.string(),
            data: z.record(z.string(), z.unknown()).default({}),
            text: lines.optional(),
          }),
        )
        .default([]),
    }),
  ),
})

interface Shown {
  readonly formats: string[]
  readonly text: string
}

/** Who executes leaves at the word "idle", which a kernel may say before the last that it shows: then it is late. */
async function executeWhole(name: string, isWhole: (cells: Shown[]) => boolean): Promise<Shown[]> {
  const cells = await execute(name)
  return isWhole(cells) ? cells : executeWhole(name, isWhole)
}

/** What is shown below each cell: the formats of its data, and all of its plain text. */
async function execute(name: string): Promise<Shown[]> {
  const path = join(folder, `${name}.ipynb`)
  await cp(join(root, 'examples', `${name}.ipynb`), path)
  const home = { JUPYTER_PATH: join(folder, 'jupyter'), JUPYTER_CONFIG_DIR: folder, IPYTHONDIR: folder, HOME: folder }
  const env = { ...process.env, ...home, ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key }
  await run(jupyter ?? '', ['--inplace', path], { cwd: folder, env })
  const { cells } = notebook.parse(JSON.parse(await readFile(path, 'utf8')))
  return cells.map(({ outputs }) => ({
    formats: outputs.flatMap(({ data }) => Object.keys(data)),
    text: outputs.map(({ data, text }) => text ?? lines.catch('').parse(data['text/plain'])).join('\n'),
  }))
}

const verdict = /Trust|Undecided|Equivalent|No /
const all = ['text/plain', 'text/markdown', 'text/html', 'image/svg+xml'].sort()

it("runs in Deno's kernel, where each cell shows what it ends with", async ({ skip }) => {
  skip(jupyter === undefined, 'Jupyter is not installed (ASSAY_TEST_JUPYTER)')
  skip(kernels.deno.program === undefined, 'Deno is not installed (ASSAY_TEST_DENO)')
  const ends = (cells: Shown[]) => cells.slice(2).every(({ formats }) => formats.includes('text/html'))
  const [, , dataset, runs, comparison, one, list] = await executeWhole('verdict-deno', ends)
  expect(dataset?.text).toMatch(/uploaded[\s\S]*Dataset news, version \d+: 12 examples, 2 columns/)
  expect(runs?.text).toMatch(/lead-3: succeeded · textrank: succeeded[\s\S]*Run lead-3: succeeded\.\n {2}score/)
  for (const cell of [comparison, one]) {
    expect(cell?.formats.sort()).toEqual(all)
    expect(cell?.text).toMatch(verdict)
  }
  expect(comparison?.text).toMatch(/\n {2}textrank +0\.\d+ \[/)
  expect(list?.text).toMatch(/^\d+ items?\./)
})

it('runs in tslab, which prints what a cell ends with and draws it when asked', async ({ skip }) => {
  skip(jupyter === undefined, 'Jupyter is not installed (ASSAY_TEST_JUPYTER)')
  skip(kernels.tslab.program === undefined, 'tslab is not installed (ASSAY_TEST_TSLAB)')
  const [, , dataset, runs, comparison, drawn] = await execute('verdict-tslab')
  expect(dataset?.text).toMatch(/Dataset news, version \d+: 12 examples, 2 columns/)
  expect(runs?.text).toMatch(/Run lead-3: succeeded\./)
  expect(comparison?.text).toMatch(verdict)
  expect(drawn?.formats).toContain('text/html')
})
