import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { newsCsv, startModelEndpoint, startPlatform } from '../src/index.ts'

const guide = new URL('../../../docs/guides/judges.md', import.meta.url)

/** A function whose body is code of the guide. */
const compile = (code: string, names: readonly string[]) => {
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor
  return AsyncFunction(...names, code)
}

it('runs what the guide to judges says, from a judge to verdicts that people have corrected', async () => {
  const blocks = [...(await readFile(guide, 'utf8')).matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)
  expect(blocks).toHaveLength(3)
  await using endpoint = await startModelEndpoint(
    ({ prompt }) => `{"reason": "r", "score": ${(prompt.length % 3) + 2}, "better": "first"}`,
  )
  await using platform = await startPlatform()
  const assay = platform.client
  const dataset = await assay.datasets.upload(new Blob([newsCsv(60)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const experiment = await assay.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const said: string[] = []
  const given = {
    ...{ assay, experiment, base_url: endpoint.base_url },
    askSomebody: async (_: string, prediction: string) => (prediction.length % 3) + 1,
    console: { log: (...values: unknown[]) => said.push(values.map((value) => JSON.stringify(value)).join(' ')) },
  }
  await compile(blocks.join('\n'), Object.keys(given))(...Object.values(given))
  expect(said.join('\n')).toMatch(/lead-[13] .*lead-[13]/)
  expect(said.join('\n')).toContain('drawn out of 60 examples')
}, 60_000)
