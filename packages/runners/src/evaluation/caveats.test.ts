import { createRegistry } from '@assay/metrics'
import { expect, it } from 'vitest'
import { CaveatCounts } from './caveats.ts'

const metrics = ['rouge', 'bleu'].flatMap((name) => createRegistry().find(name) ?? [])

function counted(texts: readonly string[]) {
  const counts = new CaveatCounts(metrics)
  for (const [example, text] of texts.entries()) {
    const prediction = { prediction: text, error: null, latency_ms: null, cost: null }
    counts.add({ example, input: null, references: [text], repeats: [prediction], judgements: [] })
  }
  return counts.of(texts.length)
}

it('warns that ROUGE cuts words at letters that are not ASCII, and names the metric that does not', () => {
  expect(counted(['Sie kommen zurück, weil es schön war', 'a plain text of words'])).toEqual([
    { metric: 'rouge', sentence: expect.stringMatching(/zurück is zur, ck.*rouge_unicode/), examples: 1 },
  ])
})

it('says why BLEU of Chinese or of few words is 0, and what to take', () => {
  expect(counted(['今天天气很好，我们去公园。'])).toContainEqual({
    metric: 'bleu',
    sentence: expect.stringMatching(/bleu_zh for Chinese/),
    examples: 1,
  })
  expect(counted(['two words'])).toEqual([
    { metric: 'bleu', sentence: expect.stringMatching(/fewer than 4 words.*corpus_bleu is 0/), examples: 1 },
  ])
})

it('says that sentences which stand on one line make ROUGE-Lsum the same as ROUGE-L', () => {
  const [caveat] = counted(['It rained all day. Nobody went out of the house.'])
  expect(caveat?.sentence).toMatch(/put each sentence on a line of its own/)
  expect(counted(['It rained all day.\nNobody went out of the house.'])).toEqual([])
})

it('leaves out what is so of few examples', () => {
  const plain = Array.from({ length: 11 }, () => 'a plain text of words')
  expect(counted([...plain, 'schöne Grüße aus Köln'])).toEqual([])
})
