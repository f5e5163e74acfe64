import { type CallContext, isHurt, lostForGood } from './calls.ts'
import type { Operation } from './operation.ts'
import { RowStream } from './row-stream.ts'
import type { ScanRequest, TableRow, TableSource } from './tables.ts'

const defaultBatch = 1024

/** All rows, in batches; continued where it stopped when its reader is slow or its process ends. */
export async function* scan(context: CallContext, request: ScanRequest): AsyncGenerator<readonly TableRow[]> {
  const { columns, filters = [], batch_size = defaultBatch, signal, timeout_seconds } = request
  let from = request.from ?? 0
  let alone = false
  for (;;) {
    const operation: Operation<'scan'> = { kind: 'scan', source: sourceOf(request), columns, filters, batch_size, from }
    await using stream = await RowStream.open(context, { operation, alone, signal, timeout_seconds })
    try {
      for (let rows = await stream.next(); rows; rows = await stream.next()) {
        signal?.throwIfAborted()
        yield rows
        from = (rows.at(-1)?.example ?? from) + 1
        alone = false
      }
      if (!stream.isParked) return
    } catch (error) {
      if (!isHurt(error) || alone) throw lostForGood(context, error)
      alone = true
    }
  }
}

export function sourceOf(request: TableSource): TableSource {
  return request.join ? { join: request.join } : { path: request.path }
}
