import { setTimeout as delay } from 'node:timers/promises'
import { findDataset, findDatasetFetch, lockIngestingDataset, reopenDataset } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import type { DataDeps } from '../deps.ts'
import { failDataset, sayWhatItWaitsFor } from '../ingest.ts'
import { type Arrived, attemptFetch } from './attempt.ts'
import { dropFetch } from './drop.ts'
import { settleFetched } from './settle.ts'

interface Context {
  readonly signal: AbortSignal
}

/**
 * Fetches what a dataset is to be made of, into an upload, and then has it read. Safe to run twice: what has arrived
 * before is kept, and only the rest is asked for where the server there allows it. What is refused leaves a failed
 * dataset that says why; anything else is thrown, to be tried again.
 */
export async function fetchDataset(
  deps: DataDeps,
  { dataset_id }: { readonly dataset_id: string },
  { signal }: Context,
): Promise<void> {
  // before the dataset, which is given its bytes in the transaction that ends the fetch
  const fetch = await findDatasetFetch(deps.db, dataset_id)
  const dataset = await findDataset(deps.db, dataset_id)
  if (dataset === undefined || dataset.original_blob_id !== null) return
  if (fetch === undefined) return failFetch(deps, dataset_id, forgotten())
  if (dataset.state === 'failed') await reopenDataset(deps.db, dataset_id)
  try {
    const arrived = await bring(deps, dataset_id, signal)
    if (arrived) await settleFetched(deps, arrived)
  } catch (error) {
    if (!DomainError.is(error) || error.retryable) {
      await sayWhatItWaitsFor(deps, dataset_id, error)
      throw error
    }
    await failFetch(deps, dataset_id, error)
  }
}

/** Unless another has ended it meanwhile. */
async function failFetch(deps: DataDeps, dataset_id: string, error: unknown): Promise<void> {
  await transact(deps, async (trx) => {
    const held = await lockIngestingDataset(trx, dataset_id)
    if (!held || held.original_blob_id !== null) return
    await failDataset({ ...deps, db: trx }, dataset_id, error)
    await dropFetch(deps, trx, dataset_id)
  })
}

const mostTries = 3
const mostAttempts = 200
const pauseMs = 500

/** Goes on as long as each attempt brings something. Undefined: the dataset is deleted, or another has ended this. */
async function bring(deps: DataDeps, dataset_id: string, signal: AbortSignal): Promise<Arrived | undefined> {
  let received_bytes = 0
  let failures = 0
  for (let attempts = 1; ; attempts++) {
    const fetch = await findDatasetFetch(deps.db, dataset_id)
    if (!fetch) return undefined
    const outcome = await attemptFetch(deps, fetch, signal)
    if (outcome.is_whole) return { fetch, upload: outcome.upload }
    signal.throwIfAborted()
    failures = outcome.received_bytes > received_bytes ? 0 : failures + 1
    received_bytes = outcome.received_bytes
    // who does not answer at all is asked again later
    if (!outcome.is_begun || failures >= mostTries || attempts >= mostAttempts) throw outcome.error
    await sayWhatItWaitsFor(deps, dataset_id, outcome.error)
    await delay(pauseMs * 2 ** failures, undefined, { signal })
  }
}

function forgotten(): DomainError {
  const reason = 'its address was sealed with a key that is lost. Name it again.'
  return new DomainError('FETCH_REFUSED', { host: 'the address', status: null, reason })
}
