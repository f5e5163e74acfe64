import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRegistry, type Metric } from '@assay/metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const guide = new URL('../../../docs/guides/add-a-metric.md', import.meta.url)
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(import.meta.dirname, '.guide-'))
  for (const [, name = '', code = ''] of (await readFile(guide, 'utf8')).matchAll(
    /```ts\n\/\/ (\S+)\n([\s\S]*?)```/g,
  )) {
    await writeFile(join(folder, name), code)
  }
})

afterAll(() => rm(folder, { recursive: true }))

async function run(file: string): Promise<Readonly<Record<string, unknown>>> {
  return await import(pathToFileURL(join(folder, file)).href)
}

describe('the guide "Add a metric of your own"', () => {
  it('runs as it is printed', async () => {
    const text = await readFile(guide, 'utf8')
    const { scores } = await run('use.ts')
    expect(scores).toEqual({ kept_numbers: 0.5 })
    expect(text).toContain('// { kept_numbers: 0.5 }')
  })

  it('shows a corpus score that is a ratio of sums', async () => {
    const { numberRatio } = await run('number-ratio.ts')
    const registry = createRegistry([numberRatio as Metric])
    const corpus = (await registry.find('number_ratio')?.scorer())?.corpus
    const rows = [
      corpus?.of({ prediction: '1 2 3', references: ['1'] }) ?? [],
      corpus?.of({ prediction: '', references: ['1 2'] }) ?? [],
    ]
    expect(corpus?.value([0, 1].map((at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0)))).toEqual({
      number_ratio: 1,
    })
  })

  it('has every block of code under test', async () => {
    const blocks = [...(await readFile(guide, 'utf8')).matchAll(/```ts\n/g)]
    expect(blocks).toHaveLength(3)
  })
})
