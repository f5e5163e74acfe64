import { findDataset, settleDataset } from '@assay/db'
import type { DataDeps } from '../deps.ts'

const everyMs = 1_000

interface Arriving {
  readonly dataset_id: string
  readonly from: number
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Passes bytes on, and notes once a second how many there are. */
export async function* noteProgress(
  { db }: Pick<DataDeps, 'db'>,
  { dataset_id, from, bytes }: Arriving,
): AsyncGenerator<Uint8Array> {
  const source = (await findDataset(db, dataset_id))?.source
  let received_bytes = from
  let noted = performance.now()
  for await (const piece of bytes) {
    received_bytes += piece.length
    yield piece
    if (!source || performance.now() - noted < everyMs) continue
    noted = performance.now()
    await settleDataset(db, dataset_id, { source: JSON.stringify({ ...source, received_bytes }) })
  }
}
