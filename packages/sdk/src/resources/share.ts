import type { Share, shareCreateInput, shareListInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type List, listByCursor } from '../list.ts'

/** What the server is asked to share. */
type ShareInput = z.input<typeof shareCreateInput>

/**
 * What to share, with whom, and how far: one of `dataset_id`, `experiment_id`, `run_id` and `file_id`, which may be a
 * path; `with`, an e-mail address, `{ user_id }` or `{ group }`; `access`, `read` unless given.
 */
export type ShareCreateParams = Omit<ShareInput, 'with'> & { readonly with: string | ShareInput['with'] }

/**
 * Which shares to list: of a `dataset_id`, `experiment_id`, `run_id` or `file_id`; `given` by or to you; `limit`,
 * `cursor`.
 */
export type ShareListParams = z.input<typeof shareListInput>

/** Shares: each lets a user, or a group, at one dataset, experiment, run, file or folder. */
export class Shares {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Shares a thing of yours; to share it again with the same side changes how far that goes. Whoever reads an
   * experiment reads its runs and comparisons, and its dataset if that is yours too; who writes evaluates and compares
   * in it. Who writes a run may stop, retry and delete it; who writes a folder may add, change and delete what is in
   * it; of a dataset, `write` is to review its references. Throws USER_NOT_FOUND, FORBIDDEN.
   *
   * @example
   * await assay.shares.create({ experiment_id: experiment.id, with: 'colleague@example.org', access: 'write' })
   * await assay.shares.create({ dataset_id: dataset.id, with: { group: 'users' } })
   * await assay.shares.create({ file_id: 'data/run-7', with: 'colleague@example.org' })
   */
  create({ with: side, ...params }: ShareCreateParams, options?: CallOptions): AssayPromise<Share> {
    const input = { ...params, with: typeof side === 'string' ? { email: side } : side }
    return this.#connection.call(options, (rpc, how) => rpc.shares.create.mutate(input, how))
  }

  /**
   * Lists what you share, and what is shared with you, newest first.
   *
   * @example
   * for await (const share of assay.shares.list({ given: 'by_me' })) console.log(share.with)
   */
  list(params: ShareListParams = {}, options?: CallOptions): List<Share> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.shares.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Revokes a share that you gave, at once, or drops one that is with you. Throws SHARE_NOT_FOUND, FORBIDDEN.
   *
   * @example
   * await assay.shares.delete(share.id)
   */
  delete(share_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.shares.delete.mutate({ share_id }, how)
    })
  }
}
