import type { Actor } from '@assay/access'
import { nearestNames } from '@assay/metrics'
import type { JobInput, RunCreate } from '@assay/schemas'
import { withRequirements } from '../requirements.ts'
import { type CatalogueEntry, readVersion } from './catalogue-entry.ts'
import type { SubmissionDeps } from './deps.ts'
import type { Issues } from './issues.ts'
import { type Combination, combine } from './matrix.ts'
import type { BoundInput, WantedJob } from './wanted-job.ts'

interface Chosen {
  readonly input: RunCreate
  readonly entries: readonly CatalogueEntry[]
  readonly issues: Issues
}

/** The jobs of entrypoints of an application and of all that they require; with a matrix, all of them each time. */
export async function wantApplication(
  deps: SubmissionDeps,
  actor: Actor,
  { input, issues }: { readonly input: RunCreate; readonly issues: Issues },
): Promise<WantedJob[]> {
  const version = await readVersion(deps, input.application ?? '')
  const entries = withRequirements(version, input.entrypoints ?? [])
  const combinations = input.matrix && (await combine(deps, actor, input.matrix))
  const chosen = { input, entries, issues }
  checkNames(chosen, combinations?.[0])
  if (!combinations) return entries.map((entry) => wantEntry(chosen, entry, { suffix: '', parameters: {}, inputs: {} }))
  return combinations.flatMap((combination, at) =>
    entries.map((entry) => wantEntry(chosen, entry, { ...combination, suffix: `-${at + 1}` })),
  )
}

/** What is given must be of use to one of the entrypoints. */
function checkNames({ input, entries, issues }: Chosen, combination: Combination | undefined): void {
  const definitions = entries.map(({ definition }) => definition)
  const known = {
    parameters: new Set(definitions.flatMap(({ parameters }) => Object.keys(parameters))),
    inputs: new Set(definitions.flatMap(({ inputs }) => Object.keys(inputs))),
    environment: new Set(definitions.flatMap(({ allowed_environment }) => allowed_environment)),
    arguments: new Set(entries.map(({ entrypoint }) => entrypoint)),
  }
  const given = {
    parameters: { ...input.parameters, ...combination?.parameters },
    inputs: { ...input.inputs, ...combination?.inputs },
    environment: input.environment,
    arguments: Array.isArray(input.arguments) ? {} : input.arguments,
  }
  for (const field of ['parameters', 'inputs', 'environment', 'arguments'] as const) {
    for (const name of Object.keys(given[field])) {
      if (!known[field].has(name)) issues.add(`${field}.${name}`, `${unknown[field]}${meant(name, known[field])}`)
    }
  }
}

const unknown = {
  parameters: 'is no parameter of any of these entrypoints',
  inputs: 'is no input of any of these entrypoints',
  environment: 'is no variable that any of these entrypoints lets a run set',
  arguments: 'is none of the entrypoints of this run',
} as const

export function meant(name: string, known: Iterable<string>): string {
  const [nearest] = nearestNames(name, [...known])
  return nearest === undefined ? '' : `; did you mean ${nearest}?`
}

type OfOne = Combination & { readonly suffix: string }

function wantEntry({ input, entries }: Chosen, entry: CatalogueEntry, { suffix, ...one }: OfOne): WantedJob {
  const { definition } = entry
  const named = new Set(entries.map(({ entrypoint }) => entrypoint))
  const isNamed = input.entrypoints?.some((name) => name === entry.entrypoint || !named.has(name)) ?? false
  const given = { ...input.inputs, ...one.inputs }
  return {
    name: `${entry.entrypoint}${suffix}`,
    family: entry.entrypoint,
    entry,
    parameters: keep({ ...input.parameters, ...one.parameters }, Object.keys(definition.parameters)),
    environment: keep(input.environment, definition.allowed_environment),
    arguments: argumentsOf(input, { name: entry.entrypoint, isNamed }),
    inputs: {
      ...boundByCatalogue(entry, suffix),
      ...mapValues(keep(given, Object.keys(definition.inputs)), toWanted),
    },
    needs: entry.requires.map((name) => `${name}${suffix}`),
    priority: input.priority,
    timeout_seconds: input.timeout_seconds,
    outputs_folder: input.numbered?.name,
  }
}

function argumentsOf(
  { arguments: given }: RunCreate,
  { name, isNamed }: { readonly name: string; readonly isNamed: boolean },
): readonly string[] {
  if (Array.isArray(given)) return isNamed ? given : []
  return given[name] ?? []
}

function boundByCatalogue({ definition }: CatalogueEntry, suffix: string): Record<string, BoundInput> {
  return Object.fromEntries(
    Object.entries(definition.inputs).flatMap(([name, { of, output }]) =>
      of === undefined ? [] : [[name, { jobs: [`${of}${suffix}`], output, is_gathered: false }]],
    ),
  )
}

function toWanted(input: JobInput): WantedJob['inputs'][string] {
  return 'job' in input ? { jobs: [input.job], output: input.output, is_gathered: false } : input
}

export function keep<Value>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[],
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
}

function mapValues<Value, Result>(
  values: Readonly<Record<string, Value>>,
  change: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}
