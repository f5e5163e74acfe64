import type { Label, LabelItem, LabelItems, labelItemsInput, labelPutInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { List } from '../list.ts'

/** Which predictions to label: `only_open`, `after`, `limit`. */
export type LabelItemsParams = Omit<z.input<typeof labelItemsInput>, 'sample_id'>

/** What you say of predictions: `item`, `score`, where there are several criteria `criterion`, `comment`. */
export type LabelPutParams = z.input<typeof labelPutInput>['labels']

/** Labels: what people say of predictions, by which a judge is calibrated. */
export class Labels {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Lists the predictions of a sample in random order, without run and without the score of the judge. Throws
   * SAMPLE_NOT_FOUND.
   *
   * @example
   * for await (const { item, input, prediction } of assay.labels.items(sample.id, { only_open: true })) show(item)
   */
  items(sample_id: string, params: LabelItemsParams = {}, options?: CallOptions): List<LabelItem, LabelItems> {
    return new List({
      read: (cursor) => {
        const after = cursor === undefined ? params.after : Number(cursor)
        const input = { ...params, sample_id, ...(after !== undefined && { after }) }
        return this.#connection.call(options, (rpc, how) => rpc.labels.items.query(input, how))
      },
      next: ({ next_after }) => (next_after === null ? null : String(next_after)),
    })
  }

  /**
   * Labels predictions; in the same place, your label is replaced. Throws SAMPLE_NOT_FOUND.
   *
   * @example
   * await assay.labels.put(sample.id, [{ item: 0, score: 4 }, { item: 1, score: 2, comment: 'wrong year' }])
   */
  put(sample_id: string, labels: LabelPutParams, options?: CallOptions): AssayPromise<Label[]> {
    return this.#connection.call(options, async (rpc, how) => {
      const { items } = await rpc.labels.put.mutate({ sample_id, labels }, how)
      return items
    })
  }

  /**
   * Lists the labels of your sample with author and time; of somebody else's sample, those that you gave. Throws
   * SAMPLE_NOT_FOUND.
   *
   * @example
   * const labels = await assay.labels.list(sample.id)
   */
  list(sample_id: string, options?: CallOptions): AssayPromise<Label[]> {
    return this.#connection.call(options, async (rpc, how) => {
      const { items } = await rpc.labels.list.query({ sample_id }, how)
      return items
    })
  }
}
