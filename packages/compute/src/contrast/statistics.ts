import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import type { MetricSettings } from '../metric-modules/open-registry.ts'
import type { Contrast, Contrasting } from './contrast.ts'
import type { CorpusContrasting } from './corpus-contrast.ts'
import type { CorpusAnswer, CorpusQuestion } from './corpus-parts.ts'
import type { SlicedScores, Slicing } from './slice-scores.ts'

/** Statistics computed in threads, so that the event loop stays free. */
export interface Statistics extends AsyncDisposable {
  contrast(question: Contrasting): Promise<Contrast[]>
  slices(question: Slicing): Promise<SlicedScores>
  /** Makes corpus scores of what they are made of. */
  corpora(question: CorpusQuestion): Promise<CorpusAnswer>
  contrastCorpus(question: CorpusContrasting): Promise<Contrast>
  /** Scores one example, and says what the scores were made of. */
  explain(question: ExampleQuestion): Promise<ExampleAnswer>
}

export interface StatisticsOptions {
  /** Which metrics there are, for corpus scores. */
  readonly metrics: MetricSettings
  /** One less than there are cores, unless given. */
  readonly threads?: number
}

type Work = typeof import('./statistics-thread.ts')
type ExampleQuestion = Parameters<Work['explainExample']>[0]
type ExampleAnswer = Awaited<ReturnType<Work['explainExample']>>

/** A pool of threads that starts with the first question; idle ones end by themselves. */
export function openStatistics(options: StatisticsOptions): Statistics {
  const { metrics, threads = Math.max(1, availableParallelism() - 1) } = options
  const pool = new Piscina({
    filename: new URL('./statistics-thread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 30_000,
    workerData: metrics,
  })
  function run<Name extends keyof Work>(
    name: Name,
    question: Parameters<Work[Name]>[0],
  ): Promise<Awaited<ReturnType<Work[Name]>>> {
    return pool.run(question, { name })
  }
  return {
    contrast: (question) => run('contrastRuns', question),
    slices: (question) => run('contrastSlices', question),
    corpora: (question) => run('makeCorpora', question),
    contrastCorpus: (question) => run('contrastCorpora', question),
    explain: (question) => run('explainExample', question),
    [Symbol.asyncDispose]: () => pool.destroy(),
  }
}
