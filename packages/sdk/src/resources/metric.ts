import type { Metric, MetricExplanation, metricExplainInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { List } from '../list.ts'

/** One example, and the metric that is to look at it. */
export type MetricExplainParams = z.input<typeof metricExplainInput>

/** The registry of metrics. */
export class Metrics {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Lists the metrics that can be named in `metrics`, with the scores that each gives; all are on the one page.
   *
   * @example
   * for await (const metric of assay.metrics.list()) console.log(metric.name, metric.available)
   */
  list(options?: CallOptions): List<Metric, { items: Metric[] }> {
    return new List({
      read: () => this.#connection.call(options, (rpc, how) => rpc.metrics.list.query(undefined, how)),
      next: () => null,
    })
  }

  /**
   * Scores one example, and says what the scores were made of: which n-grams matched, which edits were counted. Throws
   * METRIC_UNKNOWN, METRIC_UNAVAILABLE.
   *
   * @example
   * const example = { prediction: 'the cat sat', references: ['a cat sat'] }
   * const { scores, explanation } = await assay.metrics.explain({ metric: 'rouge', ...example })
   */
  explain(params: MetricExplainParams, options?: CallOptions): AssayPromise<MetricExplanation> {
    return this.#connection.call(options, (rpc, how) => rpc.metrics.explain.query(params, how))
  }
}
