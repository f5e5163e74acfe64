import { type Actor, requireRoom, sealAddress } from '@assay/access'
import {
  countDatasetFetches,
  type Database,
  type DatasetRow,
  insertDatasetFetch,
  insertDatasetVersion,
  lockFamilies,
  newId,
} from '@assay/db'
import { transact } from '@assay/engine'
import { type CreatedDataset, type DatasetSource, DomainError, type datasetUrlInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { askedReading, requireFitting } from '../asked-reading.ts'
import { toDataset } from '../dataset.ts'
import type { DataDeps } from '../deps.ts'
import { familyName } from '../table-file.ts'
import { fileNameIn, shownAddress } from './address.ts'
import { mostFetches } from './limits.ts'

type Input = z.output<typeof datasetUrlInput>

/**
 * Announces a dataset of what is at an address, and has it fetched. Throws URL_REFUSED, QUOTA_REACHED, LIMIT_REACHED.
 */
export async function createDatasetFromUrl(deps: DataDeps, actor: Actor, input: Input): Promise<CreatedDataset> {
  const address = new URL(input.url)
  deps.web.checkUrl(address)
  if (input.format) requireFitting(input.format, askedReading(input))
  const owner_id = actor.user_id
  const row = await transact(deps, async (trx) => {
    await requireRoom({ ...deps, db: trx }, { owner_id, bytes: 1 })
    await lockFamilies(trx, owner_id)
    if ((await countDatasetFetches(trx, owner_id)) >= mostFetches) {
      throw new DomainError('LIMIT_REACHED', { what: 'fetches of files under way', retry_after_seconds: 30 })
    }
    return announce(deps, trx, { owner_id, address, input })
  })
  return { ...toDataset(row), is_new: true }
}

interface Announcement {
  readonly owner_id: string
  readonly address: URL
  readonly input: Input
}

async function announce(
  deps: DataDeps,
  trx: Transaction<Database>,
  { owner_id, address, input }: Announcement,
): Promise<DatasetRow> {
  const { name = null, format = null, url } = input
  const filename = fileNameIn(address)
  const row = await insertDatasetVersion(trx, {
    id: newId(),
    owner_id,
    name: name ?? familyName(filename),
    filename,
    format,
    size_bytes: 0,
    asked_reading: JSON.stringify(askedReading(input)),
    source: JSON.stringify(sourceOf(address)),
  })
  const place = { owner_id, dataset_id: row.id }
  await insertDatasetFetch(trx, { ...place, url: sealAddress(deps, { ...place, url }), name, format })
  await deps.queue.enqueue(trx, 'dataset.fetch', { dataset_id: row.id })
  return row
}

function sourceOf(address: URL): DatasetSource {
  return {
    url: shownAddress(address),
    final_url: null,
    etag: null,
    last_modified: null,
    received_bytes: 0,
    size_bytes: null,
    fetched_at: null,
  }
}
