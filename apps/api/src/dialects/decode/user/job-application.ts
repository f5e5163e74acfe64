import type { ApplicationVersion } from '@assay/schemas'
import { z } from 'zod'
import type { Fault } from '../../lax.ts'
import type { Asked } from '../../routes.ts'
import { listed, valueError } from './value-error.ts'

/** The entrypoints of each version of each application. */
export type Catalogue = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

export async function readCatalogue({ platform, request }: Asked): Promise<Catalogue> {
  const found: ApplicationVersion[] = []
  let cursor: string | undefined
  do {
    const page = await platform.call(request, 'applications.list', { limit: 200, cursor })
    found.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  const byName = Map.groupBy(found.toReversed(), ({ application }) => application)
  return new Map(
    [...byName].map(([name, versions]) => [
      name,
      new Map(versions.map(({ version, entrypoints }) => [version, entrypoints])),
    ]),
  )
}

const address = z.object({ application: z.string(), version: z.string(), entrypoint: z.string() })

export type Address = z.infer<typeof address>

type Refuse = (path: string | readonly string[], fault: Fault) => void

const fields = ['application', 'version', 'entrypoint'] as const

/** What a body names, if there is such an entrypoint; each field is looked at with those before it. */
export function chooseEntrypoint(catalogue: Catalogue, given: unknown, refuse: Refuse): Address | undefined {
  if (typeof given !== 'object' || given === null) {
    refuse([], given === undefined ? { type: 'missing', msg: 'Field required' } : dictionary)
    return undefined
  }
  const said: ReadonlyMap<string, unknown> = new Map(Object.entries(given))
  const good = new Map<string, string>()
  for (const field of fields) {
    const value = said.get(field)
    const fault = typeof value === 'string' ? faultOf(catalogue, { field, value, good }) : faultOfType(value)
    if (fault) refuse(field, fault)
    else good.set(field, String(value))
  }
  return address.safeParse(Object.fromEntries(good)).data
}

interface Looked {
  readonly field: (typeof fields)[number]
  readonly value: string
  readonly good: ReadonlyMap<string, string>
}

function faultOf(catalogue: Catalogue, { field, value, good }: Looked): Fault | undefined {
  const application = good.get('application')
  const version = good.get('version')
  if (field === 'application')
    return among([...catalogue.keys()], value, (names) => `Application must be one of ${names}`)
  const versions = application === undefined ? undefined : catalogue.get(application)
  if (field === 'version') {
    if (!versions) return valueError('Application must be set before version.')
    return among([...versions.keys()], value, (names) => `Version must be one of dict_keys(${names})`)
  }
  const entrypoints = version === undefined ? undefined : versions?.get(version)
  if (!entrypoints) return valueError('Application and version must be set before entrypoint.')
  return among(entrypoints, value, (names) => `Entrypoint must be one of dict_keys(${names})`)
}

function among(known: readonly string[], value: string, say: (names: string) => string): Fault | undefined {
  return known.includes(value) ? undefined : valueError(`${say(listed(known))}, not ${value}.`)
}

function faultOfType(value: unknown): Fault {
  if (value === undefined) return { type: 'missing', msg: 'Field required' }
  return { type: 'string_type', msg: 'Input should be a valid string' }
}

const dictionary = {
  type: 'model_attributes_type',
  msg: 'Input should be a valid dictionary or object to extract fields from',
}
