import type { DatasetFetchRow } from '@assay/db'
import type { AccessDeps } from '../deps.ts'

type Deps = Pick<AccessDeps, 'secret_box'>
type Place = Pick<DatasetFetchRow, 'owner_id' | 'dataset_id'>

/** Seals the address that a dataset is fetched from: it may hold a key. */
export function sealAddress({ secret_box }: Deps, { owner_id, dataset_id, url }: Place & { url: string }): Buffer {
  return secret_box.seal(url, addressSealName(owner_id, dataset_id))
}

/** Throws when no key opens it. */
export function openAddress({ secret_box }: Deps, { owner_id, dataset_id, url }: DatasetFetchRow): string {
  return secret_box.open(url, addressSealName(owner_id, dataset_id))
}

/** The place that the seal of an address includes. */
export function addressSealName(owner_id: string, dataset_id: string): string {
  return `${owner_id}/fetch/${dataset_id}`
}
