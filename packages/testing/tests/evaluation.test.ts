import { corpusBleu } from '@assay/metrics'
import { evaluationResult } from '@assay/schemas'
import { expect, it } from 'vitest'
import { type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

const task = { type: 'summarization' } as const

async function evaluateColumn({ client }: Platform, rows: object[], metrics: string[]): Promise<unknown> {
  const lines = rows.map((row) => JSON.stringify(row)).join('\n')
  const dataset = await client.datasets.upload(new Blob([lines]), { filename: 'texts.jsonl' })
  const { id } = await client.experiments.create({ name: 'texts', dataset_id: dataset.id, task })
  const [run] = await client.experiments.evaluate(id, { metrics })
  const { jobs } = await client.runs.wait(run?.id ?? '')
  return jobs[0]?.result
}

it('takes a list of texts in the reference column for several references, each as good as the others', async () => {
  await using platform = await startPlatform()
  const rows = [
    { predictions: 'a cat sat', ground_truth: ['the dog ran', 'a cat sat'] },
    { predictions: 'a dog ran', ground_truth: ['a dog ran', null] },
    { predictions: 'a bird', ground_truth: [] },
    { predictions: 'a fish', ground_truth: null },
  ]
  expect(await evaluateColumn(platform, rows, ['exact_match', 'bleu'])).toMatchObject({
    examples: 4,
    scores: { exact_match: { estimate: 1, n: 2 }, bleu: { n: 2 } },
    unscored: [
      { score: 'exact_match', reason: 'The example has no reference.', examples: 2 },
      { score: 'bleu', reason: 'The example has no reference.', examples: 2 },
    ],
  })
})

it('takes text beside lists for one reference, and other values for their text', async () => {
  await using platform = await startPlatform()
  const rows = [
    { predictions: '["a", 1]', ground_truth: ['a', 1] },
    { predictions: 'plain', ground_truth: 'plain' },
  ]
  expect(await evaluateColumn(platform, rows, ['exact_match'])).toMatchObject({ scores: { exact_match: { n: 2 } } })
})

it('gives, with repeats, the mean of the corpus scores of each repeat, not the score of all at once', async () => {
  const references = ['the cat sat on the mat today', 'a dog ran over the green hill there']
  const [first, second] = [['the cat sat on the mat today', 'the cat'], 'a dog ran over the green hill']
  await using endpoint = await startModelEndpoint(({ prompt, asked_before }) =>
    prompt.includes('first') ? first[asked_before] : second,
  )
  await using platform = await startPlatform()
  const { client } = platform
  const rows = references.map((ground_truth, index) => ({ examples: index === 0 ? 'first' : 'second', ground_truth }))
  const lines = rows.map((row) => JSON.stringify(row)).join('\n')
  const dataset = await client.datasets.upload(new Blob([lines]), { filename: 'texts.jsonl' })
  const { id } = await client.experiments.create({ name: 'repeats', dataset_id: dataset.id, task })
  const models = [{ provider: 'openai-compatible' as const, model: 'moody', base_url: endpoint.base_url }]
  const [run] = await client.experiments.evaluate(id, { models, metrics: ['bleu'], repeats: 2 })
  const { jobs } = await client.runs.wait(run?.id ?? '')
  const { corpus } = evaluationResult.parse(jobs.at(-1)?.result)
  const [one = 0, other = 0] = first.map((text) => corpusBleu([text, second], [references]).score)
  const pooled = corpusBleu([...first, second, second], [references.flatMap((text) => [text, text])]).score
  expect(corpus['bleu']).toBeCloseTo((one + other) / 2, 9)
  expect(Math.abs((corpus['bleu'] ?? 0) - pooled)).toBeGreaterThan(1)
})
