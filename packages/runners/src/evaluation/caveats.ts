import type { Metric } from '@assay/metrics'
import type { EvaluationResult } from '@assay/schemas'
import { FailureCount } from './failures.ts'
import type { Predicted } from './predicted.ts'

/** A caveat of fewer examples says little of a score over all of them. */
const leastShare = 0.1

/** Counts of how many examples metrics say that their scores do not see something. */
export class CaveatCounts {
  readonly #counts: readonly { readonly metric: Metric; readonly sentences: FailureCount }[]

  constructor(metrics: readonly Metric[]) {
    this.#counts = metrics.map((metric) => ({ metric, sentences: new FailureCount() }))
  }

  add({ input, references, repeats }: Predicted): void {
    const prediction = repeats.find((repeat) => repeat.prediction !== null)?.prediction ?? ''
    const example = { prediction, references, ...(input !== null && { input }) }
    for (const { metric, sentences } of this.#counts) {
      for (const sentence of metric.caveats?.(example) ?? []) sentences.add(sentence)
    }
  }

  of(total: number): EvaluationResult['caveats'] {
    return this.#counts.flatMap(({ metric: { name }, sentences }) =>
      sentences.reasons
        .filter(({ examples }) => examples >= leastShare * total)
        .map(({ reason: sentence, examples }) => ({ metric: name, sentence, examples })),
    )
  }
}
