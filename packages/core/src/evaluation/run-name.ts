import { fingerprintOf } from '@assay/engine'
import { type EvaluatedModel, type ModelSpec, toPlainText, type UsedEntry } from '@assay/schemas'

/** What is evaluated, and what its run is called. */
export interface NamedModel<Spec extends EvaluatedModel = EvaluatedModel> {
  readonly name: string
  readonly spec: Spec
  /** The entry of the catalogue that named it; absent: it was given whole. */
  readonly entry?: UsedEntry
}

/** What is to be evaluated; a name only where its user gave one. */
export interface ChosenModel<Spec extends EvaluatedModel = ModelSpec> {
  readonly name: string | undefined
  readonly spec: Spec
  /** The entry of the catalogue that named it; absent: it was given whole. */
  readonly entry?: UsedEntry
}

/**
 * Names for models beside those that an experiment has: the same model gets the name that it had, and another one under
 * a name that is taken says by what it differs. One that is asked for twice at once gets a number.
 */
export function nameModels<Spec extends EvaluatedModel>(
  chosen: readonly ChosenModel<Spec>[],
  earlier: readonly NamedModel[],
): NamedModel<Spec>[] {
  const known = [...earlier]
  const now = new Set<string>()
  return chosen.map(({ name, spec, ...rest }) => {
    const before = known.find((one) => isSame(one.spec, spec) && (name === undefined || one.name === name))
    const unique = before && !now.has(before.name) ? before.name : newName({ name, spec }, known)
    known.push({ name: unique, spec })
    now.add(unique)
    return { name: unique, spec, ...rest }
  })
}

function newName({ name, spec }: ChosenModel<EvaluatedModel>, known: readonly NamedModel[]): string {
  const wanted = name ?? nameOf(spec)
  return apartFrom({ name: wanted, spec }, known)
}

/** A name that no other model has: of those that do, what this one differs by, from the first and from the next. */
function apartFrom({ name, spec }: NamedModel, known: readonly NamedModel[]): string {
  const taken = new Map(known.map((one) => [one.name, one.spec]))
  const tried = new Set<string>()
  let said = name
  for (let other = taken.get(said); other && !tried.has(said); other = taken.get(said)) {
    tried.add(said)
    said = withDifference(name, spec, other)
  }
  return numbered(said, new Set(taken.keys()))
}

function numbered(base: string, taken: ReadonlySet<string>): string {
  let name = base
  for (let number = 2; taken.has(name); number++) name = `${base} (${number})`
  return name
}

/** Names of models that are shown beside each other, all of them different. */
export function tellApart(models: readonly NamedModel[]): string[] {
  const known: NamedModel[] = []
  return models.map(({ name, spec }) => {
    const unique = apartFrom({ name, spec }, known)
    known.push({ name: unique, spec })
    return unique
  })
}

function nameOf(spec: EvaluatedModel): string {
  return spec.provider === 'dataset' ? spec.column : spec.model
}

function isSame(one: EvaluatedModel, other: EvaluatedModel): boolean {
  return fingerprintOf({ one }) === fingerprintOf({ one: other })
}

function withDifference(name: string, spec: EvaluatedModel, other: EvaluatedModel): string {
  const said = differences(spec, other)
  return said.length === 0 ? name : toPlainText(`${name} (${said.join(', ')})`)
}

/** What a reader of names is told of no field at all: it changes no answer. */
const untold = new Set(['provider', 'model', 'secret', 'timeout_seconds', 'outage_seconds', 'price'])

/** By what a model differs from another one, in the words of its fields. */
function differences(spec: EvaluatedModel, other: EvaluatedModel): string[] {
  const [ours, theirs] = [new Map(Object.entries(spec)), new Map(Object.entries(other))]
  const fields = [...new Set([...ours.keys(), ...theirs.keys()])].filter((field) => {
    return !untold.has(field) && !isEqual(ours.get(field), theirs.get(field))
  })
  return fields.map((field) => `${field.replaceAll('_', ' ')} ${short(ours.get(field), theirs.get(field))}`)
}

function isEqual(one: unknown, other: unknown): boolean {
  return fingerprintOf({ one }) === fingerprintOf({ one: other })
}

const longest = 32

/** A value on one line; of a long text what follows where it departs from the other. */
function short(value: unknown, other: unknown): string {
  if (value === undefined || value === null) return 'by default'
  const text = oneLine(value)
  if (typeof value === 'number' || typeof value === 'boolean') return text
  if (text.length <= longest) return `“${text}”`
  const at = beginningOfDifference(text, other === undefined || other === null ? '' : oneLine(other))
  return `“${at > 0 ? '…' : ''}${text.slice(at, at + longest)}${at + longest < text.length ? '…' : ''}”`
}

function oneLine(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s+/g, ' ').trim()
}

function beginningOfDifference(text: string, other: string): number {
  let at = 0
  while (at < text.length && text[at] === other[at]) at += 1
  return text.lastIndexOf(' ', at) + 1
}
