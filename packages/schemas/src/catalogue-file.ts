import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { applicationEntry, type CheckedApplicationEntry } from './application.ts'

/** A place in a text, both from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Something that is wrong in a catalogue file. */
export interface CatalogueFault extends Partial<Place> {
  /** Such as `entries.3.parameters.map`; absent: it cannot be read so far. */
  readonly path?: string
  readonly message: string
}

/** What a catalogue file says. */
export interface CatalogueText {
  /** The entries of all its documents, each checked by itself. */
  readonly entries: readonly CheckedApplicationEntry[]
  /** What is wrong; there are no entries then. */
  readonly faults: readonly CatalogueFault[]
  /** Where a path as `entries.3.parameters.map` stands, or what is there of it; undefined: no entry is meant. */
  placeOf(path: string): Place | undefined
}

/** Anchors that are repeated more often than this are no catalogue. */
export const mostAliases = 1000

/**
 * Reads a catalogue file: YAML 1.2 or JSON, of one document or several, each an entry or a list of entries.
 *
 * @example
 * const { entries, faults, placeOf } = readCatalogue(await readFile('applications.yaml', 'utf8'))
 */
export function readCatalogue(text: string): CatalogueText {
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, { lineCounter: lines, merge: true, prettyErrors: false })
  const documents = 'empty' in parsed ? [] : parsed
  const placeAt = placesIn(lines)
  const faults = documents.flatMap(({ errors }) =>
    errors.map(({ message, pos }) => ({ message: sentence(message), ...placeAt(pos[0]) })),
  )
  if (faults.length > 0) return unreadable(faults)
  const nodes = documents.flatMap(({ contents }) => entryNodes(contents))
  if (nodes.length === 0) return unreadable([{ message: 'There is no entry in it.' }])
  try {
    const entries = documents.flatMap((document) => entriesOf(document.toJS({ maxAliasCount: mostAliases })))
    return checked(entries, (path) => placeOf(nodes, path, placeAt))
  } catch (error) {
    return unreadable([{ message: error instanceof Error ? sentence(error.message) : 'It cannot be read.' }])
  }
}

/** From 1, whatever the text is. */
export function placesIn(lines: LineCounter): (offset: number) => Place {
  return (offset) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
}

const checkedEntries = z.array(applicationEntry)

function checked(entries: readonly unknown[], place: CatalogueText['placeOf']): CatalogueText {
  const { success, data, error } = checkedEntries.safeParse(entries)
  if (success) return { entries: data, faults: [], placeOf: place }
  const faults = error.issues.flatMap(toFaults).map((fault) => ({ ...fault, ...place(fault.path) }))
  return { entries: [], faults, placeOf: place }
}

function toFaults(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const path = ['entries', ...issue.path].join('.')
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  return issue.keys.map((key) => ({ path: `${path}.${key}`, message: 'is no field here' }))
}

export function unreadable(faults: readonly CatalogueFault[]): CatalogueText {
  return { entries: [], faults, placeOf: () => undefined }
}

export function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

function entriesOf(content: unknown): unknown[] {
  if (content === null || content === undefined) return []
  return Array.isArray(content) ? content : [content]
}

function entryNodes(contents: ParsedNode | null): unknown[] {
  if (contents === null || (isScalar(contents) && contents.value === null)) return []
  return isSeq(contents) ? [...contents.items] : [contents]
}

function placeOf(nodes: readonly unknown[], path: string, placeAt: (offset: number) => Place): Place | undefined {
  const [field, index, ...rest] = path.split('.')
  const entry = nodes[Number(index)]
  if (field !== 'entries' || !isNode(entry)) return undefined
  const found = offsetOf(entry, rest)
  return found === undefined ? undefined : placeAt(found)
}

/** Where begins what stands in a node under these keys, or what is there of it. */
export function offsetOf(top: Node, keys: readonly string[]): number | undefined {
  let found = top.range?.[0]
  let node: unknown = top
  for (const key of keys) {
    const next = within(node, key)
    if (!next) break
    found = next.offset ?? found
    node = next.node
  }
  return found
}

/** What a node has under a key, and where that begins; undefined: nothing, as of an alias. */
function within(
  node: unknown,
  key: string,
): { readonly node: unknown; readonly offset: number | undefined } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(key)]
    return isNode(item) ? { node: item, offset: item.range?.[0] } : undefined
  }
  const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined
  return pair && isScalar(pair.key) ? { node: pair.value, offset: pair.key.range?.[0] } : undefined
}
