import { createHash, type Hash } from 'node:crypto'
import type { UploadRow } from '@assay/db'

type Standing = Pick<UploadRow, 'id' | 'object_key' | 'received_bytes' | 'last_part_number' | 'tail_key'>

const mostKnown = 1_000

/** SHA-256 of what has arrived of uploads, as long as it comes through this process, in order. */
export class RunningHashes {
  readonly #known = new Map<string, { readonly standing: string; readonly hash: Hash }>()

  /** That of what an upload holds, to be gone on with; undefined when it is not known here. */
  at(row: Standing): Hash | undefined {
    if (row.received_bytes === 0) return createHash('sha256')
    const known = this.#known.get(row.id)
    return known?.standing === nameOf(row) ? known.hash.copy() : undefined
  }

  /** Notes where an upload stands now; with nothing, what was known of it is forgotten. */
  keep(row: Standing, hash?: Hash): void {
    this.#known.delete(row.id)
    if (!hash) return
    this.#known.set(row.id, { standing: nameOf(row), hash: hash.copy() })
    const [oldest] = this.#known.keys()
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest)
  }
}

/** The same bytes have the same name: whatever is changed by another process changes one of these. */
function nameOf({ object_key, received_bytes, last_part_number, tail_key }: Standing): string {
  return [object_key, received_bytes, last_part_number, tail_key].join(' ')
}
