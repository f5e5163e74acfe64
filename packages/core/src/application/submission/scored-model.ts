import type { EvaluatedModel, ParameterValue } from '@assay/schemas'
import type { PlannedJob } from './planned-job.ts'
import { addressOf } from './scoring-job.ts'
import { type FileInput, isBound } from './wanted-job.ts'

const longest = 200

/**
 * What the scores of a job are about: the applications whose results it scores, or itself where it needs nothing, with
 * all that the run gave them.
 */
export function scoredModel(scoring: PlannedJob, jobs: readonly PlannedJob[]): EvaluatedModel {
  const scored = neededBy(scoring, jobs)
  const made = scored.length > 0 ? scored : [scoring]
  const all = [...new Set(made.map(addressOf))]
  const shown = all.join(' + ')
  const families = [...Map.groupBy(made, ({ wanted }) => wanted.family)]
  const given = families.map(([family, members]) => [family, agreed(members.map(givenTo))] as const)
  const [values, ...others] = new Set(given.map(([, parameters]) => JSON.stringify(parameters)))
  return {
    provider: 'application',
    model: shown.length > longest ? `${all[0]} + ${all.length - 1} more` : shown,
    parameters:
      others.length === 0 && values !== undefined
        ? (given[0]?.[1] ?? {})
        : Object.fromEntries(
            given.flatMap(([family, parameters]) =>
              Object.entries(parameters).map(([name, value]) => [`${family}.${name}`, value]),
            ),
          ),
  }
}

function neededBy(scoring: PlannedJob, jobs: readonly PlannedJob[]): PlannedJob[] {
  const needed = new Set(scoring.needs)
  // each stands after those that it needs
  for (const { wanted, needs } of jobs.toReversed()) {
    if (needed.has(wanted.name)) for (const name of needs) needed.add(name)
  }
  return jobs.filter(({ wanted }) => needed.has(wanted.name))
}

type Given = Readonly<Record<string, ParameterValue>>

/** Parameters, and inputs by where they come from. */
function givenTo({ wanted: { parameters, inputs } }: PlannedJob): Given {
  const sources = Object.entries(inputs).flatMap(([name, source]) => {
    if (isBound(source)) return []
    const from = 'several' in source ? source.several.map(placeOf) : placeOf(source)
    return [[Object.hasOwn(parameters, name) ? `input ${name}` : name, from] as const]
  })
  return { ...parameters, ...Object.fromEntries(sources) }
}

function placeOf(source: FileInput): string {
  return 'from' in source ? source.from : [source.dataset, source.path].filter((part) => part).join('/')
}

/** What all jobs of a family were given alike: values of its matrix say nothing of what was scored. */
function agreed([first = {}, ...others]: readonly Given[]): Record<string, ParameterValue> {
  const isShared = ([name, value]: [string, ParameterValue]) =>
    others.every((other) => JSON.stringify(other[name]) === JSON.stringify(value))
  return Object.fromEntries(Object.entries(first).filter(isShared))
}
