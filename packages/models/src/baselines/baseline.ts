import { z } from 'zod'
import { drawIndices } from './random-choice.ts'
import { sentencesOf } from './sentences.ts'
import { rankSentences } from './textrank.ts'

/** A model that picks sentences of its input; pure, the same on every machine. */
export interface Baseline {
  readonly title: string
  readonly description: string
  /** Its parameters, by zod; defaults included. */
  readonly parameters: z.ZodType
  /** `parameters` have been accepted by the schema. */
  pick(input: string, seed: number, parameters: unknown): readonly string[]
}

function baseline<Parameters extends z.ZodType>(
  declared: Omit<Baseline, 'parameters' | 'pick'> & {
    readonly parameters: Parameters
    readonly pick: (input: string, seed: number, parameters: z.output<Parameters>) => readonly string[]
  },
): Baseline {
  const { parameters, pick } = declared
  return { ...declared, pick: (input, seed, given) => pick(input, seed, parameters.parse(given)) }
}

/** TextRank compares each sentence with each other one, so no more than this. */
const mostRanked = 500

const none = z.strictObject({})
const howMany = z.strictObject({
  sentences: z.number().int().min(1).max(100).default(3).describe('how many sentences to pick'),
})

function lead(count: number): Baseline {
  return baseline({
    title: `Lead ${count}`,
    description:
      count === 1
        ? 'The first sentence: the shortest sensible summary, and hard to beat on news.'
        : `The first ${count} sentences: simple, and hard to beat on news.`,
    parameters: none,
    pick: (input) => sentencesOf(input).take(count).toArray(),
  })
}

function inTextOrder(sentences: readonly string[], indices: readonly number[]): string[] {
  return indices.toSorted((a, b) => a - b).flatMap((index) => sentences[index] ?? [])
}

export const baselines = {
  'lead-1': lead(1),
  'lead-3': lead(3),
  textrank: baseline({
    title: 'TextRank',
    description:
      'The sentences that share most words with the others (Mihalcea and Tarau, 2004), in the order of the text. ' +
      'Looks at the first 500 sentences.',
    parameters: howMany,
    pick(input, _seed, { sentences: count }) {
      const sentences = sentencesOf(input).take(mostRanked).toArray()
      const ranks = rankSentences(sentences)
      const best = [...ranks.keys()].sort((a, b) => (ranks[b] ?? 0) - (ranks[a] ?? 0) || a - b)
      return inTextOrder(sentences, best.slice(0, count))
    },
  }),
  'random-sentences': baseline({
    title: 'Random sentences',
    description: 'Sentences drawn at random by the seed, in the order of the text: what any real model must beat.',
    parameters: howMany,
    pick(input, seed, { sentences: count }) {
      const sentences = [...sentencesOf(input)]
      return inTextOrder(sentences, drawIndices(count, sentences.length, { seed, input }))
    },
  }),
} satisfies Record<string, Baseline>

export function findBaseline(name: string): Baseline | undefined {
  return new Map<string, Baseline>(Object.entries(baselines)).get(name)
}
