import {
  type EntrypointFileRow,
  type EntrypointRow,
  findEntrypointFiles,
  findEntrypoints,
  findVersionNames,
} from '@assay/db'
import { nearestNames } from '@assay/metrics'
import { DomainError } from '@assay/schemas'
import type { SubmissionDeps } from './deps.ts'

/** An entrypoint as it stands in the catalogue, with the files that its jobs find. */
export interface CatalogueEntry extends EntrypointRow {
  readonly requires: readonly string[]
  readonly files: readonly EntrypointFileRow[]
}

/** The entrypoints of a version, in order, such as of `maps/1`. Throws APPLICATION_NOT_FOUND. */
export async function readVersion(
  { db }: Pick<SubmissionDeps, 'db'>,
  named: string,
): Promise<readonly CatalogueEntry[]> {
  const [application = '', version = ''] = named.split('/')
  const rows = await findEntrypoints(db, { application, version })
  if (rows.length === 0) throw await notFound(db, named)
  const files = await findEntrypointFiles(
    db,
    rows.map(({ id }) => id),
  )
  const byEntry = Map.groupBy(files, (file) => file.entrypoint_id)
  return rows.map((row) => ({ ...row, requires: row.definition.requires, files: byEntry.get(row.id) ?? [] }))
}

/** The entrypoints at these addresses, such as `maps/1/map_crop`. Throws APPLICATION_NOT_FOUND. */
export async function readEntries(
  deps: Pick<SubmissionDeps, 'db'>,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, CatalogueEntry>> {
  const versions = new Set(addresses.map(versionOf))
  const found = new Map<string, CatalogueEntry>()
  for (const version of versions) {
    for (const entry of await readVersion(deps, version)) found.set(`${version}/${entry.entrypoint}`, entry)
  }
  const missing = addresses.find((address) => !found.has(address))
  if (missing === undefined) return found
  throw new DomainError('APPLICATION_NOT_FOUND', {
    application: missing,
    nearest: nearestNames(missing, [...found.keys()]),
  })
}

function versionOf(address: string): string {
  return address.split('/').slice(0, 2).join('/')
}

async function notFound(db: SubmissionDeps['db'], application: string): Promise<DomainError> {
  const nearest = nearestNames(application, await findVersionNames(db))
  return new DomainError('APPLICATION_NOT_FOUND', { application, nearest })
}
