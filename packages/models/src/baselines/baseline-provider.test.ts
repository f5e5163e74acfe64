import { DomainError } from '@assay/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PredictionError } from '../prediction-error.ts'
import { baselines } from './baseline.ts'
import { baselineProvider } from './baseline-provider.ts'

const sentences = ['The cat sat there.', 'A dog ran home.', 'The cat and a dog met.', 'Rain fell.', 'Nobody saw it.']
const text = sentences.join(' ')

async function outputOf(
  model: string,
  { input = text, seed = 0, parameters = {} }: { input?: string; seed?: number; parameters?: Record<string, number> },
): Promise<string> {
  const opened = baselineProvider.open({ provider: 'baseline', model, parameters }, { fetch })
  const { output } = await opened.predict({ input, task: { type: 'summarization' }, repeat: 0, seed })
  return output
}

const names = Object.keys(baselines)

describe('every baseline', () => {
  it.each(names)('%s costs nothing, which is known', async (name) => {
    const opened = baselineProvider.open({ provider: 'baseline', model: name, parameters: {} }, { fetch })
    const answer = await opened.predict({ input: text, task: { type: 'summarization' }, repeat: 0, seed: 0 })
    expect(answer).toMatchObject({ cost: 0, input_tokens: null, output_tokens: null })
  })

  it.each(names)('%s picks sentences of the text, in its order', async (name) => {
    const output = await outputOf(name, {})
    const picked = sentences.filter((sentence) => output.includes(sentence))
    expect(picked.length).toBeGreaterThan(0)
    expect(output).toBe(picked.join(' '))
  })

  it.each(names)('%s says why an input without text has no output', async (name) => {
    for (const input of ['', ' \n\u3000']) {
      await expect(outputOf(name, { input })).rejects.toThrow(new PredictionError('final', 'The input is empty.'))
    }
  })

  it.each(names)('%s answers any text the same way each time', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.nat(), async (input, seed) => {
        fc.pre(input.trim() !== '')
        const output = await outputOf(name, { input, seed })
        expect(output.trim()).not.toBe('')
        expect(await outputOf(name, { input, seed })).toBe(output)
      }),
      { numRuns: 30 },
    )
  })

  it.each(names)('%s bears a text of ten million characters', async (name) => {
    const output = await outputOf(name, { input: 'Some words that go on. '.repeat(450_000) })
    expect(output.length).toBeLessThan(1000)
  })
})

it('takes the first sentence, or the first three', async () => {
  expect(await outputOf('lead-1', {})).toBe('The cat sat there.')
  expect(await outputOf('lead-3', {})).toBe('The cat sat there. A dog ran home. The cat and a dog met.')
})

it('takes what there is of a short text', async () => {
  for (const name of names) expect(await outputOf(name, { input: 'Only this' })).toBe('Only this')
})

it('takes the sentences that share most with the others', async () => {
  expect(await outputOf('textrank', { parameters: { sentences: 1 } })).toBe('The cat and a dog met.')
})

it('draws by the seed and the input, on every machine alike', async () => {
  expect(await outputOf('random-sentences', { seed: 1 })).toBe('A dog ran home. Rain fell. Nobody saw it.')
  expect(await outputOf('random-sentences', { seed: 2 })).toBe(
    'The cat sat there. The cat and a dog met. Nobody saw it.',
  )
})

it('draws every sentence about equally often', async () => {
  const counts = new Map(sentences.map((sentence) => [sentence, 0]))
  for (let seed = 0; seed < 2000; seed += 1) {
    const drawn = await outputOf('random-sentences', { seed, parameters: { sentences: 1 } })
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
  }
  for (const count of counts.values()) expect(Math.abs(count - 400)).toBeLessThan(100)
})

describe('a spec', () => {
  it.each<[string, Record<string, number>, string[]]>([
    ['lead-3', {}, []],
    ['lead-3', { sentences: 2 }, ['parameters']],
    ['textrank', { sentences: 5 }, []],
    ['textrank', { sentences: 0 }, ['parameters.sentences']],
    ['random-sentences', { sentences: 1.5 }, ['parameters.sentences']],
  ])('of %s with %j has these problems: %j', (model, parameters, paths) => {
    const problems = baselineProvider.problems({ provider: 'baseline', model, parameters })
    expect(problems.map(({ path }) => path)).toEqual(paths)
  })

  it('of an unknown baseline is refused', async () => {
    await expect(outputOf('lead-2', {})).rejects.toSatisfy((error) => DomainError.is(error, 'MODEL_UNKNOWN'))
  })
})
