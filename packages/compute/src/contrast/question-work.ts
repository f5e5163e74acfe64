import type { MetricExample } from '@assay/metrics'
import { type MetricExplanation, scoreEdit, scoreMatch } from '@assay/schemas'
import { z } from 'zod'
import { threadScorers } from '../thread-scorers.ts'
import { answerCorpus, type CorpusAnswer, type CorpusQuestion } from './corpus-parts.ts'

export async function makeCorpora(question: CorpusQuestion): Promise<CorpusAnswer> {
  const scorer = await (await threadScorers()).find(question.metric)
  return scorer?.corpus ? answerCorpus(scorer.corpus, question) : { reason: 'The metric gives no such score here.' }
}

/** Scores one example, and says what the scores were computed from. */
export async function explainExample({
  metric,
  example,
}: {
  readonly metric: string
  readonly example: MetricExample
}): Promise<Omit<MetricExplanation, 'metric'>> {
  const { metric: definition, scorer } = await (await threadScorers()).load(metric)
  const scores = { ...(await scorer.score(example)) }
  const isWhole = Object.values(scores).every((score) => score !== null)
  const explanation = scorer.explain?.(example) ?? []
  return {
    scores,
    reason: isWhole ? null : (scorer.reason?.(example) ?? null),
    caveats: [...(definition.caveats?.(example) ?? [])],
    explanation: z.array(z.union([scoreMatch, scoreEdit])).parse(explanation),
  }
}
