import type { Metric } from '@assay/schemas'
import { List } from '../list.ts'
import { type AssayRpc, answer, type CallOptions, toRpcOptions } from '../rpc.ts'

/** The registry of metrics. */
export class Metrics {
  readonly #rpc: AssayRpc

  /** @internal */
  constructor(rpc: AssayRpc) {
    this.#rpc = rpc
  }

  /**
   * Lists the metrics that can be named in `metrics`, with the scores that each gives; all are on the one page.
   *
   * @example
   * for await (const metric of assay.metrics.list()) console.log(metric.name, metric.available)
   */
  list(options?: CallOptions): List<Metric, { items: Metric[] }> {
    return new List({
      read: () => answer(this.#rpc.metrics.list.query(undefined, toRpcOptions(options)), options),
      next: () => null,
    })
  }
}
