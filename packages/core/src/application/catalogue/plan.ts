import { type EntrypointRow, findEntrypointFiles, lockEntrypoints } from '@assay/db'
import { transact } from '@assay/engine'
import { type CatalogueChange, type CheckedApplicationEntry, DomainError } from '@assay/schemas'
import type { FileDeps } from '../../file/deps.ts'
import { checkVersion, type Placed } from './consistency.ts'
import { changesBetween } from './difference.ts'
import type { GivenFile } from './given-file.ts'

type Item = CatalogueChange['items'][number]

/** What is to become of an entry. */
export interface Planned {
  readonly entry: CheckedApplicationEntry
  /** What the catalogue has under its name, removed or not. */
  readonly row: EntrypointRow | undefined
  readonly position: number
  readonly files: readonly GivenFile[]
  readonly item: Item
}

export interface Catalogue {
  readonly entries: readonly CheckedApplicationEntry[]
  readonly files: readonly GivenFile[]
}

/**
 * Compares entries with the catalogue; `held`, so that it stays as it is until the transaction ends. Throws
 * INPUT_INVALID, with an issue for each fault, and GRAPH_INVALID.
 */
export async function planCatalogue(
  deps: FileDeps,
  { entries, files }: Catalogue,
  { held }: { readonly held: boolean },
): Promise<Planned[]> {
  const given = filesByPath({ entries, files })
  return transact(deps, async (trx) => {
    const rows = await lockEntrypoints(trx, versionsOf(entries), { held })
    checkVersions(entries, rows)
    const hashes = Map.groupBy(
      await findEntrypointFiles(
        trx,
        rows.map(({ id }) => id),
      ),
      ({ entrypoint_id }) => entrypoint_id,
    )
    const positions = new Map<string, number>()
    for (const row of rows) positions.set(versionOf(row), row.position + 1)
    return entries.map((entry) => {
      const row = rows.find((one) => nameOf(one) === nameOf(entry))
      const position = row?.position ?? positions.get(versionOf(entry)) ?? 0
      if (!row) positions.set(versionOf(entry), position + 1)
      const own = entry.files.flatMap((path) => given.get(path) ?? [])
      const before = new Map(hashes.get(row?.id ?? '')?.map(({ path, sha256 }) => [path, sha256 ?? '']))
      return { entry, row, position, files: own, item: compared({ entry, row, files: own, before }) }
    })
  })
}

interface Comparison extends Pick<Planned, 'entry' | 'row' | 'files'> {
  readonly before: ReadonlyMap<string, string>
}

function compared({ entry, row, files, before }: Comparison): Item {
  const { application, version, entrypoint } = entry
  const item = { application, version, entrypoint, changes: [], reason: null }
  if (!row) return { ...item, outcome: 'created' }
  const after = new Map(files.map(({ path, sha256 }) => [path, sha256]))
  const changes = changesBetween({ entry: row.definition, files: before }, { entry, files: after })
  if (changes.length === 0) return { ...item, outcome: row.removed_at === null ? 'unchanged' : 'restored' }
  if (row.used_at === null || row.definition.changeable) return { ...item, outcome: 'changed', changes }
  return { ...item, outcome: 'refused', changes, reason: usedError([{ ...item, changes }]).message }
}

/** What is said of entrypoints that differ from what jobs have used. */
export function usedError(items: readonly Pick<Item, 'application' | 'version' | 'entrypoint' | 'changes'>[]) {
  const used = items.map((item) => ({ application: nameOf(item), changes: item.changes.map(({ path }) => path) }))
  return new DomainError('APPLICATION_USED', { used })
}

/** Each version as it would be, with what it has already. */
function checkVersions(entries: readonly CheckedApplicationEntry[], rows: readonly EntrypointRow[]): void {
  const names = new Set(entries.map(nameOf))
  const placed = [
    ...rows
      .filter((row) => row.removed_at === null && !names.has(nameOf(row)))
      .map(({ definition }) => ({ at: nameOf(definition), entry: definition })),
    ...entries.map((entry, index) => ({ at: `entries.${index}`, entry })),
  ]
  const byVersion: Map<string, Placed[]> = Map.groupBy(placed, ({ entry }) => versionOf(entry))
  for (const version of byVersion.values()) checkVersion(version)
}

/** Throws INPUT_INVALID where files and entries do not name each other. */
function filesByPath({ entries, files }: Catalogue): ReadonlyMap<string, GivenFile> {
  const given = new Map(files.map((file) => [file.path, file]))
  const named = new Set(entries.flatMap((entry) => entry.files))
  const absent = entries.flatMap((entry, index) =>
    entry.files.flatMap((path, at) =>
      given.has(path) ? [] : [{ path: `entries.${index}.files.${at}`, message: `"${path}" is not among the files` }],
    ),
  )
  const left = files.flatMap(({ path }, at) => {
    if (!named.has(path)) return [{ path: `files.${at}.path`, message: `"${path}" is no file of any entry` }]
    return given.get(path) === files[at] ? [] : [{ path: `files.${at}.path`, message: `"${path}" is there twice` }]
  })
  const issues = [...absent, ...left].slice(0, 100)
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues })
  return given
}

type Named = Pick<CheckedApplicationEntry, 'application' | 'version' | 'entrypoint'>

function versionsOf(entries: readonly CheckedApplicationEntry[]): Omit<Named, 'entrypoint'>[] {
  return [...new Map(entries.map((entry) => [versionOf(entry), entry])).values()]
}

function versionOf({ application, version }: Omit<Named, 'entrypoint'>): string {
  return `${application}/${version}`
}

function nameOf({ entrypoint, ...version }: Named): string {
  return `${versionOf(version)}/${entrypoint}`
}
