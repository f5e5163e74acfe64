import type { AnswerOf, Pool, TaskOf } from '../pool.ts'
import type { Contrast, Contrasting } from './contrast.ts'
import type { CorpusContrasting } from './corpus-contrast.ts'
import type { CorpusAnswer, CorpusQuestion } from './corpus-parts.ts'
import type { SlicedScores, Slicing } from './slice-scores.ts'

export interface Statistics {
  contrast(question: Contrasting): Promise<Contrast[]>
  slices(question: Slicing): Promise<SlicedScores>
  corpora(question: CorpusQuestion): Promise<CorpusAnswer>
  contrastCorpus(question: CorpusContrasting): Promise<Contrast>
  explain(question: TaskOf<'explainExample'>): Promise<AnswerOf<'explainExample'>>
}

/** Computed by threads of the pool. */
export function openStatistics({ ask }: Pick<Pool, 'ask'>): Statistics {
  return {
    contrast: (question) => ask('contrast', question),
    slices: (question) => ask('sliceScores', question),
    corpora: (question) => ask('makeCorpora', question),
    contrastCorpus: (question) => ask('contrastCorpus', question),
    explain: (question) => ask('explainExample', question),
  }
}
