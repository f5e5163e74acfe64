import { isDeepStrictEqual } from 'node:util'
import { applicationEntry, type CheckedApplicationEntry, type EntrypointChange } from '@assay/schemas'
import { z } from 'zod'

/** An entry with the hashes of its files, by path. */
export interface Content {
  readonly entry: CheckedApplicationEntry
  readonly files: ReadonlyMap<string, string>
}

/** Most changes of an entry that are told. */
const mostTold = 100

/** What differs between what is in the catalogue and what is to be; nothing: they are equal. */
export function changesBetween(before: Content, after: Content): EntrypointChange[] {
  const files = compare(Object.fromEntries(before.files), Object.fromEntries(after.files))
  return [
    ...compare(jsonOf(newest(before.entry)), jsonOf(after.entry)).map(asChange),
    ...orderOfSwitches(before, after),
    ...files.map(({ path, ...values }) => asChange({ ...values, path: ['files', ...path] })),
  ].slice(0, mostTold)
}

/** What was applied before a field was thought of has its default. */
function newest(entry: CheckedApplicationEntry): CheckedApplicationEntry {
  return applicationEntry.safeParse(entry).data ?? entry
}

/** The order of parameters is that of their switches in the command; no other order says anything. */
function orderOfSwitches({ entry: before }: Content, { entry: after }: Content): EntrypointChange[] {
  const [one, other] = [before, after].map(({ parameters }) =>
    Object.keys(parameters).filter((name) => parameters[name]?.switch !== undefined),
  )
  const isMoved = !isDeepStrictEqual(one, other) && isDeepStrictEqual(one?.toSorted(), other?.toSorted())
  return isMoved ? [{ path: 'parameters', before: one, after: other }] : []
}

interface Difference {
  readonly path: readonly string[]
  readonly before: unknown
  readonly after: unknown
}

const object = z.record(z.string(), z.unknown())

/** Objects are compared field by field, all else as a whole. */
function compare(before: unknown, after: unknown, path: readonly string[] = []): Difference[] {
  const [one, other] = [object.safeParse(before), object.safeParse(after)]
  if (!one.success || !other.success) return isDeepStrictEqual(before, after) ? [] : [{ path, before, after }]
  const names = new Set([...Object.keys(one.data), ...Object.keys(other.data)])
  return [...names].flatMap((name) => compare(own(one.data, name), own(other.data, name), [...path, name]))
}

function own(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function asChange({ path, before, after }: Difference): EntrypointChange {
  const [was, is] = [z.json().optional().parse(before), z.json().optional().parse(after)]
  return { path: path.join('.'), ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }
}

/** As it is kept: without what is undefined, and apart from the files, which are compared by their bytes. */
function jsonOf({ files: _, ...entry }: CheckedApplicationEntry): unknown {
  return JSON.parse(JSON.stringify(entry))
}
