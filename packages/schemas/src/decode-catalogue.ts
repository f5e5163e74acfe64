import { isNode, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { applicationEntry, type CheckedApplicationEntry } from './application.ts'
import {
  type CatalogueFault,
  type CatalogueText,
  mostAliases,
  offsetOf,
  type Place,
  placesIn,
  sentence,
  unreadable,
} from './catalogue-file.ts'
import { decodeEntry, fromDecode } from './decode-application.ts'

const decodeCatalogue = z.record(
  z.string(),
  z.record(z.string(), z.record(z.string(), decodeEntry, 'must hold entrypoints'), 'must hold versions'),
  'must hold applications, their versions and the entrypoints of these',
)

/**
 * Reads the `application_config.yaml` of DECODE OpenCloud: applications, their versions and the entrypoints of these,
 * as entries of a catalogue.
 *
 * @example
 * const { entries, faults } = readDecodeCatalogue(await readFile('application_config.yaml', 'utf8'))
 */
export function readDecodeCatalogue(text: string): CatalogueText {
  const lines = new LineCounter()
  const placeAt = placesIn(lines)
  // DECODE's reader knows YAML 1.1
  const document = parseDocument(text, { lineCounter: lines, version: '1.1', merge: true, prettyErrors: false })
  if (document.errors.length > 0) {
    return unreadable(document.errors.map(({ message, pos }) => ({ message: sentence(message), ...placeAt(pos[0]) })))
  }
  const { contents } = document
  const placeOf = (keys: readonly string[]): Place | undefined => {
    const offset = isNode(contents) ? offsetOf(contents, keys) : undefined
    return offset === undefined ? undefined : placeAt(offset)
  }
  try {
    return converted(document.toJS({ maxAliasCount: mostAliases }), placeOf)
  } catch (error) {
    return unreadable([{ message: error instanceof Error ? sentence(error.message) : 'It cannot be read.' }])
  }
}

type PlaceOf = (keys: readonly string[]) => Place | undefined

function converted(content: unknown, placeOf: PlaceOf): CatalogueText {
  const read = decodeCatalogue.safeParse(content)
  if (!read.success) return unreadable(read.error.issues.map(({ path, message }) => faultAt(path, message, placeOf)))
  const named = Object.entries(read.data).flatMap(([application, versions]) =>
    Object.entries(versions).flatMap(([version, entrypoints]) =>
      Object.entries(entrypoints).map(([entrypoint, entry]) => ({
        names: { application, version, entrypoint },
        entry,
      })),
    ),
  )
  if (named.length === 0) return unreadable([{ message: 'There is no entry in it.' }])
  const keys = named.map(({ names }) => Object.values(names))
  const entries: CheckedApplicationEntry[] = []
  const faults: CatalogueFault[] = []
  for (const [at, { names, entry }] of named.entries()) {
    const checked = applicationEntry.safeParse(fromDecode(names, entry))
    if (checked.success) entries.push(checked.data)
    for (const { path, message } of checked.error?.issues ?? []) {
      faults.push({ ...faultAt(keys[at] ?? [], `${path.join('.')} ${message}`, placeOf) })
    }
  }
  if (faults.length > 0) return unreadable(faults)
  return { entries, faults, placeOf: (path) => placeOf(keys[Number(path.split('.')[1])] ?? []) }
}

function faultAt(path: readonly PropertyKey[], message: string, placeOf: PlaceOf): CatalogueFault {
  const keys = path.map(String)
  return { ...(keys.length > 0 && { path: keys.join('.') }), message, ...placeOf(keys) }
}
