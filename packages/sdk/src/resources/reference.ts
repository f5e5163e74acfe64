import type { Reference, Review, referenceListInput, referenceRef, referenceSetInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { List } from '../list.ts'

/** Which references to list: `column`, `after`, `limit`. */
export type ReferenceListParams = Omit<z.input<typeof referenceListInput>, 'dataset_id'>

/** What is made of a reference: `verdict`, with `corrected` the `reference` in its place, `comment`, `column`. */
export type ReferenceSetParams = Omit<z.input<typeof referenceSetInput>, 'dataset_id' | 'example'>

/** Whose history: `column`. */
export type ReferenceHistoryParams = Omit<z.input<typeof referenceRef>, 'dataset_id' | 'example'>

/** References: what good outputs look like, as people accept, correct or reject them. */
export class References {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Lists the references of a dataset, each as it is since its last review, with who wrote it. Throws COLUMN_UNKNOWN.
   *
   * @example
   * for await (const { example, reference, author } of assay.references.list('news')) console.log(example, author)
   */
  list(
    dataset_id: string,
    params: ReferenceListParams = {},
    options?: CallOptions,
  ): List<Reference, { items: Reference[]; next_after: number | null }> {
    return new List({
      read: (after = params.after) => {
        const input = { ...params, dataset_id, after: after === undefined ? undefined : Number(after) }
        return this.#connection.call(options, (rpc, how) => rpc.references.list.query(input, how))
      },
      next: (page) => page.next_after,
    })
  }

  /**
   * Accepts, corrects or rejects the reference of an example, which of others' datasets needs a share for writing. The
   * version stays as it is: `datasets.applyReviews` makes a new one. Throws FORBIDDEN, INPUT_INVALID.
   *
   * @example
   * await assay.references.set('news', 3, { verdict: 'corrected', reference: 'The bridge is closed until May.' })
   */
  set(dataset_id: string, example: number, params: ReferenceSetParams, options?: CallOptions): AssayPromise<Reference> {
    const input = { ...params, dataset_id, example }
    return this.#connection.call(options, (rpc, how) => rpc.references.set.mutate(input, how))
  }

  /**
   * Lists what was made of the reference of an example: by whom, when, and what it was before; newest first.
   *
   * @example
   * const [last] = await assay.references.history('news', 3)
   * console.log(last?.reviewer_email, last?.before)
   */
  history(
    dataset_id: string,
    example: number,
    params: ReferenceHistoryParams = {},
    options?: CallOptions,
  ): AssayPromise<Review[]> {
    const input = { ...params, dataset_id, example }
    return this.#connection.call(options, async (rpc, how) => (await rpc.references.history.query(input, how)).items)
  }
}
