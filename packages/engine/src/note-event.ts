import type { EventType } from '@assay/schemas'
import { RunLedger } from './run-ledger.ts'
import type { Transacting } from './transact.ts'

interface Noted {
  readonly run_id: string
  readonly job_id: string
  readonly type: EventType
}

/** Holds a run, of whose job something is to be told that moves nothing; call what it gives to tell it. */
export async function noteEvent(
  held: Transacting,
  { run_id, job_id, type }: Noted,
): Promise<(data: Record<string, unknown>) => Promise<void>> {
  const ledger = await RunLedger.lock(held, [run_id])
  return async (data) => {
    ledger.told({ id: job_id, run_id }, type, data)
    await ledger.flush()
  }
}
