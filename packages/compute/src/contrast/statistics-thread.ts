import type { MetricExample, Scorer } from '@assay/metrics'
import { type MetricExplanation, scoreEdit, scoreMatch } from '@assay/schemas'
import { workerData } from 'piscina'
import { z } from 'zod'
import { openRegistry } from '../metric-modules/open-registry.ts'
import { type Contrast, type Contrasting, contrast } from './contrast.ts'
import { type CorpusContrasting, contrastCorpus } from './corpus-contrast.ts'
import { answerCorpus, type CorpusAnswer, type CorpusQuestion } from './corpus-parts.ts'
import { type SlicedScores, type Slicing, sliceScores } from './slice-scores.ts'

/** Compares runs, score by score. */
export function contrastRuns(question: Contrasting): Contrast[] {
  return contrast(question)
}

/** Compares runs, slice by slice. */
export function contrastSlices(question: Slicing): SlicedScores {
  return sliceScores(question)
}

/** Compares runs on a score over all examples at once. */
export function contrastCorpora(question: CorpusContrasting): Contrast {
  return contrastCorpus(question)
}

// each thread has this module to itself: modules of metrics are loaded once a thread, when a corpus score is first asked for
let opening: ReturnType<typeof openRegistry> | undefined

/** Makes corpus scores of what they are made of. */
export async function makeCorpora(question: CorpusQuestion): Promise<CorpusAnswer> {
  const { corpus } = (await scorerOf(question.metric)) ?? {}
  return corpus ? answerCorpus(corpus, question) : { reason: 'The metric gives no such score here.' }
}

/** Scores one example, and says what the scores were made of. */
export async function explainExample({
  metric,
  example,
}: {
  readonly metric: string
  readonly example: MetricExample
}): Promise<Omit<MetricExplanation, 'metric'>> {
  const scorer = await scorerOf(metric)
  if (!scorer) throw new Error(`there is no metric ${metric} in this thread`)
  const explanation = scorer.explain?.(example) ?? []
  return {
    scores: { ...(await scorer.score(example)) },
    reason: scorer.reason?.(example) ?? null,
    explanation: z.array(z.union([scoreMatch, scoreEdit])).parse(explanation),
  }
}

async function scorerOf(metric: string): Promise<Scorer | undefined> {
  const settings = z.object({ modules: z.array(z.string()), model_directory: z.string().optional() }).parse(workerData)
  opening ??= openRegistry(settings)
  return (await opening).find(metric)?.scorer()
}
