import type { AnswerOf, Pool, TaskOf } from '../pool.ts'
import type { Calibrated, Calibrating } from './calibration.ts'
import type { Contrast, Contrasting } from './contrast.ts'
import type { CorpusContrasting } from './corpus-contrast.ts'
import type { CorpusAnswer, CorpusQuestion } from './corpus-parts.ts'
import type { SlicedScores, Slicing } from './slice-scores.ts'

/** On whose behalf questions are asked. */
export interface Asker {
  /** Owners take turns. */
  readonly owner: string
  /** Aborted when whoever asks has left: the computation ends with them. */
  readonly signal: AbortSignal
}

/** Everything can throw COMPUTATION_TOO_LARGE and, for an owner who asks too much at once, LIMIT_REACHED. */
export interface Statistics {
  contrast(question: Contrasting): Promise<Contrast[]>
  slices(question: Slicing): Promise<SlicedScores>
  corpora(question: CorpusQuestion): Promise<CorpusAnswer>
  contrastCorpus(question: CorpusContrasting): Promise<Contrast>
  calibrate(question: Calibrating): Promise<Calibrated>
  explain(question: TaskOf<'explainExample'>): Promise<AnswerOf<'explainExample'>>
  /** The same for somebody who waits: with less time. */
  for(asker: Asker): Statistics
}

/** What nobody waits for, such as a comparison that is kept. */
const patience = 900
const patienceOfAskers = 120
const patienceForTrials = 10

/** Computed by threads of the pool. */
export function openStatistics({ ask }: Pick<Pool, 'ask'>, asker?: Asker): Statistics {
  const asking = { owner: '', ...asker, seconds: asker ? patienceOfAskers : patience }
  return {
    contrast: (question) => ask('contrast', question, asking),
    slices: (question) => ask('sliceScores', question, asking),
    corpora: (question) => ask('makeCorpora', question, asking),
    contrastCorpus: (question) => ask('contrastCorpus', question, asking),
    calibrate: (question) => ask('calibrate', question, asking),
    explain: (question) => ask('explainExample', question, { ...asking, seconds: patienceForTrials, is_trial: true }),
    for: (asker) => openStatistics({ ask }, asker),
  }
}
