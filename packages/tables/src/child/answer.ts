import type { Operation, OperationKind, Result } from '../operation.ts'
import { type Call, type ChildMessage, toFault } from '../protocol.ts'
import type { TableRow } from '../tables.ts'
import { addressBytes } from './address-bytes.ts'
import { align } from './align.ts'
import { convert } from './convert.ts'
import { count } from './count.ts'
import { describe } from './describe.ts'
import { ingest } from './ingest/ingest.ts'
import { keep } from './keep.ts'
import { orKnown } from './known-error.ts'
import { page } from './page.ts'
import { pairs } from './pairs.ts'
import { profile } from './profile.ts'
import type { RunningCalls } from './running-calls.ts'
import { scan } from './scan.ts'
import { vectors } from './vectors.ts'
import type { Work } from './work.ts'

type Operations = {
  [Kind in OperationKind]: (work: Work, operation: Operation<Kind>) => Promise<Result<Kind>>
}

const operations: Operations = {
  ingest,
  columns: describe,
  page,
  count,
  profile,
  scan,
  alignment: align,
  vectors,
  pairs,
  convert,
  keep,
}

export async function answer(calls: RunningCalls, { id, call }: { id: number; call: Call }): Promise<void> {
  const signal = calls.begin(id)
  const send = async (rows: readonly TableRow[]) => {
    signal.throwIfAborted()
    tell({ type: 'batch', id, rows })
    await calls.wanted(id)
    signal.throwIfAborted()
  }
  try {
    const result = await perform({ ...call, signal, send }, call.operation)
    tell({ type: 'done', id, result, address_bytes: addressBytes() })
  } catch (error) {
    tell({ type: 'failed', id, fault: toFault(orKnown(error, call.limits)), address_bytes: addressBytes() })
  } finally {
    calls.end(id)
  }
}

function perform<Kind extends OperationKind>(work: Work, operation: Operation<Kind>): Promise<Result<Kind>> {
  const perform: Operations[Kind] = operations[operation.kind]
  return perform(work, operation)
}

function tell(message: ChildMessage): void {
  process.send?.(message)
}
