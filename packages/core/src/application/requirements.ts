import { DomainError } from '@assay/schemas'

interface Entrypoint {
  readonly entrypoint: string
  readonly requires: readonly string[]
}

/** Stands for every entrypoint of a version, in any case. */
const every = 'ALL'

/**
 * The entrypoints that are wanted with all that they require, each after what it requires; the order of the catalogue
 * decides where nothing else does. Throws GRAPH_INVALID, with the path to what is wrong.
 */
export function withRequirements<Entry extends Entrypoint>(
  entries: readonly Entry[],
  wanted: readonly string[],
): readonly Entry[] {
  const byName = new Map(entries.map((entry) => [entry.entrypoint, entry]))
  const names = wanted.some((name) => name.toUpperCase() === every) ? [...byName.keys()] : wanted
  const taken = new Set<Entry>()
  for (const name of names) take(name, { byName, taken, path: [] })
  return [...taken]
}

interface Walk<Entry> {
  readonly byName: ReadonlyMap<string, Entry>
  readonly taken: Set<Entry>
  readonly path: readonly string[]
}

function take<Entry extends Entrypoint>(name: string, walk: Walk<Entry>): void {
  const entry = walk.byName.get(name)
  if (!entry) throw unknown(name, walk)
  if (walk.taken.has(entry)) return
  const path = [...walk.path, name]
  if (walk.path.includes(name)) {
    const cycle = path.slice(path.indexOf(name)).join(' → ')
    throw new DomainError('GRAPH_INVALID', { reason: `"${name}" requires itself: ${cycle}.` })
  }
  for (const required of entry.requires) take(required, { ...walk, path })
  walk.taken.add(entry)
}

function unknown(name: string, { byName, path }: Pick<Walk<unknown>, 'byName' | 'path'>): DomainError {
  const asked = path.length === 0 ? `"${name}" is asked for` : `"${path.at(-1)}" requires "${name}"`
  const known = [...byName.keys()].map((known) => `"${known}"`).join(', ')
  return new DomainError('GRAPH_INVALID', {
    reason: `${asked}, which is no entrypoint of this version. It has ${known}.`,
  })
}
