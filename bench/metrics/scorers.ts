import { createMeteor, createRegistry, loadWordNet } from '@assay/metrics'

export interface Pair {
  readonly hypothesis: string
  readonly reference: string
}

/** Makes a scorer that has read nothing yet. */
export type ScorerMaker = () => Promise<(pair: Pair) => unknown>

/** What is measured, by name, and how many times as fast as its reference it is held to be on new texts. */
export async function scorerMakers(): Promise<Readonly<Record<string, { make: ScorerMaker; least: number }>>> {
  const registry = createRegistry()
  const synonyms = await loadWordNet()
  const named = (name: string): ScorerMaker => {
    return async () => {
      const scorer = await registry.find(name)?.scorer()
      return ({ hypothesis, reference }) => scorer?.score({ prediction: hypothesis, references: [reference] })
    }
  }
  const meteor = (tokenizer: 'nltk' | 'whitespace'): ScorerMaker => {
    return async () => {
      const score = createMeteor({ tokenizer, synonyms })
      return ({ hypothesis, reference }) => score(hypothesis, reference)
    }
  }
  return {
    rouge: { make: named('rouge'), least: 80 },
    bleu: { make: named('bleu'), least: 8 },
    chrf: { make: named('chrf'), least: 12 },
    'chrf++': { make: named('chrf++'), least: 12 },
    ter: { make: named('ter'), least: 100 },
    meteor: { make: meteor('whitespace'), least: 5 },
    'meteor, nltk tokens': { make: meteor('nltk'), least: 12 },
    levenshtein: { make: named('levenshtein'), least: 1 / 3 },
    jaro_winkler: { make: named('jaro_winkler'), least: 1 / 3 },
  }
}
