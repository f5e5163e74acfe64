import { listModelEntries, type ModelEntryRow } from '@assay/db'
import { nearestNames } from '@assay/metrics'
import { catalogue, isOffline, secretOf } from '@assay/models'
import {
  DomainError,
  type ModelEntry,
  type ModelOrigin,
  type ModelSpec,
  modelOrigin,
  type UsedEntry,
} from '@assay/schemas'
import type { EvaluationDeps } from './deps.ts'

/** What a name led to: a model, and the entry as it is now. */
export interface FoundModel {
  readonly spec: ModelSpec
  readonly entry: UsedEntry
}

/** All that a name can mean to a user: own entries, those for everyone, then the built-in ones. */
export async function readModelCatalogue(
  { db }: Pick<EvaluationDeps, 'db'>,
  { owner_id }: { readonly owner_id: string },
): Promise<ModelCatalogue> {
  return new ModelCatalogue(await listModelEntries(db, owner_id))
}

type Known = ModelEntry

/** In the order in which a name is looked up. */
const origins = modelOrigin.options

const builtIn: readonly Known[] = catalogue.map((model) => ({
  ...model,
  ...{ id: null, origin: 'catalogue', alias_of: null, shared_secret: false },
  ...{ price: traitsOf(model.model).price, requires_secret: null, created_at: null, updated_at: null },
}))

/** Names and what they mean. An entry for everyone points at such entries only, so that nobody can redirect it. */
export class ModelCatalogue {
  readonly #byOrigin: ReadonlyMap<ModelOrigin, ReadonlyMap<string, Known>>

  constructor(rows: readonly ModelEntryRow[]) {
    const own = rows.map(toKnown).toSorted((one, other) => (one.name < other.name ? -1 : 1))
    const entries = [...own, ...builtIn]
    const byOrigin = Map.groupBy(entries, ({ origin }) => origin)
    this.#byOrigin = new Map(
      origins.map((origin) => [origin, new Map((byOrigin.get(origin) ?? []).map((entry) => [entry.name, entry]))]),
    )
  }

  /** The entry of a name, or of an id. Throws MODEL_NOT_FOUND. */
  get(name: string): ModelEntry {
    const found = this.#find(name, 'own') ?? this.#all().find(({ id }) => id === name)
    if (!found) throw new DomainError('MODEL_NOT_FOUND', { model: name })
    return this.#whole(found)
  }

  /** What a name, or the id of an entry, leads to. Throws MODEL_UNKNOWN, MODEL_ALIAS_CYCLE. */
  resolve(name: string): FoundModel {
    const named = this.#find(name, 'own') ?? this.#all().find(({ id }) => id === name)
    if (!named) throw this.#unknown(name)
    const path = this.#follow(named)
    const target = path.at(-1)
    if (!target?.model) throw this.#unknown(target?.alias_of ?? name)
    const { id, origin, title, description, requirements } = named
    const tasks = tasksAlong(path)
    const pointed_at = path.slice(1).map((entry) => entry.name)
    return {
      spec: target.model,
      entry: { id, name: named.name, origin, title, description, tasks, requirements, pointed_at, model_id: target.id },
    }
  }

  /** Throws MODEL_UNKNOWN for a name that no baseline has. */
  requireBuiltIn(name: string): void {
    if (this.#byOrigin.get('catalogue')?.get(name)?.provider !== 'baseline') throw this.#unknown(name)
  }

  /** Every entry that a name can mean, those of one origin first; what another one hides is left out. */
  list(): ModelEntry[] {
    const seen = new Set<string>()
    return this.#all()
      .filter(({ name }) => !seen.has(name) && seen.add(name))
      .map((entry) => this.#whole(entry))
  }

  #all(): Known[] {
    return [...this.#byOrigin.values()].flatMap((entries) => [...entries.values()])
  }

  #find(name: string, from: ModelOrigin): Known | undefined {
    const visible = origins.slice(origins.indexOf(from))
    return visible.map((origin) => this.#byOrigin.get(origin)?.get(name)).find((entry) => entry !== undefined)
  }

  /** The entries from this one to the one that has a model, or that points at nothing. */
  #follow(named: Known): Known[] {
    const path = [named]
    for (let last = named; last.alias_of !== null; ) {
      const next = this.#find(last.alias_of, last.origin)
      if (!next) return path
      if (path.includes(next)) {
        const names = [...path, next].map(({ name }) => name)
        throw new DomainError('MODEL_ALIAS_CYCLE', { model: named.name, path: names })
      }
      path.push(next)
      last = next
    }
    return path
  }

  #whole(entry: Known): ModelEntry {
    const path = this.#follow(entry)
    const target = path.at(-1) ?? entry
    const { provider, offline, parameters, model, price, shared_secret } = target
    const requires_secret = (model && !shared_secret && secretOf(model)) || null
    const traits = { provider, offline, parameters, model, price, shared_secret, requires_secret }
    return { ...entry, ...traits, tasks: tasksAlong(path) }
  }

  #unknown(model: string): DomainError {
    const known = this.#all().map(({ name }) => name)
    return new DomainError('MODEL_UNKNOWN', { model, nearest: nearestNames(model, known) })
  }
}

/** Those of the first entry that names any: an alias need not. */
function tasksAlong(path: readonly Known[]): string[] {
  return path.find(({ tasks }) => tasks.length > 0)?.tasks ?? []
}

function toKnown(row: ModelEntryRow): Known {
  const { owner_id, secret_owner_id, model, ...entry } = row
  return {
    ...entry,
    ...traitsOf(model),
    model,
    origin: owner_id === null ? 'everyone' : 'own',
    shared_secret: secret_owner_id !== null,
    requires_secret: null,
  }
}

function traitsOf(spec: ModelSpec | null) {
  if (spec === null || spec.provider === 'dataset') return { provider: '', offline: false, parameters: {}, price: null }
  const known = spec.provider === 'baseline' ? catalogue.find(({ name }) => name === spec.model) : undefined
  const price = 'price' in spec ? (spec.price ?? null) : null
  return { provider: spec.provider, offline: isOffline(spec), parameters: known?.parameters ?? {}, price }
}
