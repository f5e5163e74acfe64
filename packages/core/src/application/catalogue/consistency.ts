import { type CheckedApplicationEntry, DomainError } from '@assay/schemas'
import { withRequirements } from '../requirements.ts'
import { faultsOfParameters } from './parameter-declaration.ts'
import { type Fault, faultsOfNames } from './template-names.ts'

/** An entry, and how its faults are told: `entries.3`, or its name where it is in the catalogue already. */
export interface Placed {
  readonly at: string
  readonly entry: CheckedApplicationEntry
}

/** Most faults that are told at once. */
const mostTold = 100

/**
 * Makes sure that the entries of one version, those that it has already among them, hold together. Throws INPUT_INVALID
 * with an issue for each fault, and GRAPH_INVALID with the path of a cycle.
 */
export function checkVersion(placed: readonly Placed[]): void {
  const byName = new Map(placed.map((one) => [one.entry.entrypoint, one]))
  const issues = placed.flatMap((one) => {
    const { at, entry } = one
    const faults = [
      ...faultsOfTwins(one, byName),
      ...faultsOfParameters(entry),
      ...faultsOfNames(entry),
      ...faultsOfRequirements(entry, byName),
      ...faultsOfEnvironment(entry),
    ]
    return faults.map(({ path, message }) => ({ path: `${at}.${path}`, message }))
  })
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues: issues.slice(0, mostTold) })
  checkCycles(placed.map(({ entry }) => entry))
}

function checkCycles(entries: readonly CheckedApplicationEntry[]): void {
  try {
    withRequirements(entries, ['ALL'])
  } catch (error) {
    if (!DomainError.is(error, 'GRAPH_INVALID')) throw error
    const [{ application, version } = { application: '', version: '' }] = entries
    throw new DomainError('GRAPH_INVALID', { reason: `in ${application}/${version}, ${error.data.reason}` })
  }
}

type ByName = ReadonlyMap<string, Placed>

/** Of two of one name, the map holds the later one. */
function faultsOfTwins({ at, entry: { entrypoint, files } }: Placed, byName: ByName): Fault[] {
  const faults = twins(files).map((index) => ({ path: `files.${index}`, message: 'is there twice' }))
  if (entrypoint.toUpperCase() === 'ALL') {
    faults.push({ path: 'entrypoint', message: 'stands for every entrypoint of a version, and cannot be one' })
  }
  const other = byName.get(entrypoint)?.at
  if (other !== at) faults.push({ path: 'entrypoint', message: `is that of ${other} too` })
  return faults
}

function faultsOfRequirements({ requires, inputs }: CheckedApplicationEntry, byName: ByName): Fault[] {
  const known = [...byName.keys()].slice(0, 20).join(', ')
  const unknown = requires.flatMap((name, at) =>
    byName.has(name)
      ? []
      : [{ path: `requires.${at}`, message: `"${name}" is no entrypoint of this version, which has ${known}` }],
  )
  const repeated = twins(requires).map((at) => ({ path: `requires.${at}`, message: 'is there twice' }))
  const unbound = Object.entries(inputs).flatMap(([name, { of, output }]) => {
    const outputs = of === undefined ? undefined : byName.get(of)?.entry.outputs
    if (!outputs || Object.hasOwn(outputs, output)) return []
    const has = Object.keys(outputs).join(', ') || 'none'
    return [{ path: `inputs.${name}.output`, message: `"${output}" is no output of "${of}", which has ${has}` }]
  })
  return [...unknown, ...repeated, ...unbound]
}

/** A variable comes from one place; a run must not be able to set what is a secret. */
function faultsOfEnvironment({ environment, allowed_environment, secrets }: CheckedApplicationEntry): Fault[] {
  const names = secrets.map((secret) => secret.environment)
  return [
    ...twins(allowed_environment).map((at) => ({ path: `allowed_environment.${at}`, message: 'is there twice' })),
    ...names.flatMap((name, at) => {
      const isTwin = names.indexOf(name) < at
      const isSet = Object.hasOwn(environment, name) || allowed_environment.includes(name)
      return isTwin || isSet ? [{ path: `secrets.${at}.environment`, message: 'is set otherwise too' }] : []
    }),
  ]
}

/** The indices of what was there before. */
function twins(names: readonly string[]): number[] {
  const seen = new Set<string>()
  return names.flatMap((name, at) => {
    if (seen.has(name)) return [at]
    seen.add(name)
    return []
  })
}
