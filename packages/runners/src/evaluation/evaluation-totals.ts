import type { Scoring, SummandNames } from '@assay/compute'
import type { Metric } from '@assay/metrics'
import type { EvaluationResult } from '@assay/schemas'
import { CaveatCounts } from './caveats.ts'
import { CorpusTotals } from './corpus-totals.ts'
import { FailureCount } from './failures.ts'
import { IntervalFiles } from './interval-files.ts'
import { AgreementTotals } from './judge-agreement.ts'
import type { StagedJudge } from './judged-scores.ts'
import type { Predicted } from './predicted.ts'
import type { ScoredBatch } from './score-batches.ts'
import { isBlank } from './text-value.ts'

interface Evaluation {
  readonly metrics: readonly Metric[]
  /** Those of the metrics that are judges. */
  readonly judges: readonly StagedJudge[]
  /** What corpus scores are sums of. */
  readonly summands: SummandNames
  readonly repeats: number
  readonly seed: number
  readonly directory: string
}

interface ScoredExample {
  readonly example: Predicted
  /** Of each score in the order of the metrics, the mean over the repeats. */
  readonly means: readonly (number | null)[]
  readonly reasonOf: (metric: string) => string | undefined
}

export class EvaluationTotals {
  readonly #metrics: readonly Metric[]
  readonly #seed: number
  readonly #scores: readonly { readonly name: string; readonly metric: string; readonly range: Range }[]
  readonly #files: IntervalFiles
  readonly #failures = new FailureCount()
  readonly #unscored: readonly FailureCount[]
  readonly #caveats: CaveatCounts
  readonly #summands: SummandNames
  readonly #corpus: CorpusTotals
  readonly #answered: readonly Sum[]
  readonly #judges: readonly StagedJudge[]
  readonly #agreement: AgreementTotals
  #examples = 0
  #missing = 0

  constructor({ metrics, judges, summands, repeats, seed, directory }: Evaluation) {
    this.#metrics = metrics
    this.#judges = judges
    this.#agreement = new AgreementTotals(judges.map(({ judge }) => judge))
    this.#caveats = new CaveatCounts(metrics)
    this.#summands = summands
    this.#corpus = new CorpusTotals(summands, repeats)
    this.#seed = seed
    this.#scores = metrics.flatMap((metric) =>
      metric.scores.map(({ name, range }) => ({ name, range, metric: metric.name })),
    )
    this.#files = new IntervalFiles(directory, this.#scores.length)
    this.#unscored = this.#scores.map(() => new FailureCount())
    this.#answered = this.#scores.map(() => ({ sum: 0, n: 0 }))
  }

  addExample({ example, means, reasonOf }: ScoredExample): void {
    if (example.repeats.every(({ prediction }) => prediction === null)) {
      this.#failures.add(example.repeats[0]?.error ?? 'There is no prediction.')
      return
    }
    this.#examples += 1
    const isMissing = example.repeats.every(({ prediction }) => prediction === null || isBlank(prediction))
    if (isMissing) this.#missing += 1
    this.#caveats.add(example)
    if (this.#judges.length > 1) this.#agreement.add((name) => means[this.#place(name)] ?? null)
    for (const [index, { metric }] of this.#scores.entries()) {
      const mean = means[index] ?? null
      if (mean !== null) this.#files.add(index, mean)
      if (mean !== null && !isMissing) addUp(this.#answered[index], mean)
      else this.#unscored[index]?.add(reasonOf(metric) ?? 'The metric gave no score, and no reason.')
    }
  }

  #place(score: string): number {
    return this.#scores.findIndex(({ name }) => name === score)
  }

  /** Ends a batch of at most some thousand examples. */
  async endBatch(batch: Pick<ScoredBatch, 'summands'>): Promise<void> {
    this.#corpus.add(batch)
    await this.#files.flush()
  }

  /** Computes intervals and corpus scores, in threads. */
  async result(scoring: Scoring, signal: AbortSignal): Promise<EvaluationResult> {
    await this.#files.flush({ all: true })
    const scores: EvaluationResult['scores'] = {}
    for (const [index, { name, range }] of this.#scores.entries()) {
      const task = { path: this.#files.path(index), range, seed: this.#seed }
      const { estimate, low, high, n, level, method } = await scoring.interval(task, signal)
      const answered = this.#missing === 0 ? null : meanOf(this.#answered[index])
      scores[name] = { estimate, low, high, n, level, method, answered }
    }
    return {
      examples: this.#examples,
      missing: this.#missing,
      failed: this.#failures.total,
      failures: this.#failures.reasons,
      scores,
      unscored: this.#scores.flatMap(({ name }, index) =>
        (this.#unscored[index]?.reasons ?? []).map((counted) => ({ score: name, ...counted })),
      ),
      caveats: [...this.#caveats.of(this.#examples), ...this.#silences(scores)],
      corpus: await this.#corpus.result(scoring, signal),
      statistics: this.#summands,
      metrics: Object.fromEntries(this.#metrics.map((metric) => [metric.name, metric.version])),
      ...(this.#judges.length > 0 && { declared: this.#judges.map(({ declared }) => declared) }),
      ...(this.#judges.length > 1 && { agreement: this.#agreement.result }),
    }
  }

  /** Judges that said nothing of many examples: their means may be those of the easier ones. */
  #silences(scores: EvaluationResult['scores']): EvaluationResult['caveats'] {
    return this.#judges.flatMap(({ metric }) => {
      const examples = this.#examples - (scores[metric.scores[0]?.name ?? '']?.n ?? 0)
      return examples > 0 && examples >= silentShare * this.#examples
        ? [{ metric: metric.name, sentence: silence, examples }]
        : []
    })
  }
}

const silentShare = 0.02
const silence = 'The judge gave no score that could be read: its mean is without these examples.'

interface Sum {
  sum: number
  n: number
}

function addUp(total: Sum | undefined, value: number): void {
  if (!total) return
  total.sum += value
  total.n += 1
}

function meanOf(total: Sum | undefined): number | null {
  return total && total.n > 0 ? total.sum / total.n : null
}

type Range = Metric['scores'][number]['range']
