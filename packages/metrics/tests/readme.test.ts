import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

let readme = ''
let folder = ''

beforeAll(async () => {
  readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  folder = await mkdtemp(join(import.meta.dirname, '.readme-'))
})

afterAll(() => rm(folder, { recursive: true }))

/** What the lines with a comment behind them come to, by that comment. */
async function shown(): Promise<ReadonlyMap<string, unknown>> {
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
  expect(blocks).toHaveLength(1)
  const code = (blocks[0] ?? '').replaceAll(
    /^(\w.*\S) +\/\/ (.*)$/gm,
    (_, expression: string, comment: string) => `results.set(${JSON.stringify(comment)}, ${expression})`,
  )
  const file = join(folder, 'readme.ts')
  await writeFile(file, `export const results = new Map<string, unknown>()\n${code}`)
  const { results }: { results: ReadonlyMap<string, unknown> } = await import(pathToFileURL(file).href)
  return results
}

it('runs as the README prints it, to the values that it prints', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {})
  const results = [...(await shown())]
  expect(print).toHaveBeenCalledWith('rouge', expect.stringContaining('Chin-Yew Lin'))
  print.mockRestore()
  expect(results).toEqual([
    ['{ precision: 1, recall: 0.75, fmeasure: 0.857… }', { precision: 1, recall: 0.75, fmeasure: 6 / 7 }],
    ['what to print beside the score', 'nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0'],
    ['0.05', expect.closeTo(0.05, 9)],
    [expect.stringMatching(/^'better'/), 'better'],
  ])
})

it('names functions and metrics that there are', async () => {
  const metrics: Readonly<Record<string, unknown>> = await import('@assay/metrics')
  const [, functions = ''] = /They are functions over ([\s\S]*?)\n\n/.exec(readme) ?? []
  const names = [...functions.matchAll(/`(\w+)/g)].flatMap(([, name]) => name ?? [])
  expect(names).toContain('matthewsCorrelation')
  for (const name of names) expect(metrics[name], name).toBeTypeOf('function')
})
