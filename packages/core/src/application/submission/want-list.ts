import type { Actor } from '@assay/access'
import type { JobCreate, JobInput, RunCreate } from '@assay/schemas'
import { type CatalogueEntry, readEntries } from './catalogue-entry.ts'
import type { SubmissionDeps } from './deps.ts'
import type { Issues } from './issues.ts'
import { type Combination, combine } from './matrix.ts'
import { keep, meant } from './want-application.ts'
import type { BoundInput, WantedJob } from './wanted-job.ts'

/** A job of the list with the jobs that it stands for. */
interface Family {
  readonly job: JobCreate
  readonly entry: CatalogueEntry
  readonly members: readonly Member[]
}

type Member = Combination & { readonly name: string }

interface Listed {
  readonly input: RunCreate
  readonly families: ReadonlyMap<string, Family>
  readonly issues: Issues
}

/** The jobs that were given as a list; a matrix makes several of one. */
export async function wantList(
  deps: SubmissionDeps,
  actor: Actor,
  { input, issues }: { readonly input: RunCreate; readonly issues: Issues },
): Promise<WantedJob[]> {
  const jobs = input.jobs ?? []
  const entries = await readEntries(deps, [...new Set(jobs.map(({ application }) => application))])
  const all: Family[] = []
  for (const job of jobs) {
    const entry = entries.get(job.application)
    if (entry) all.push({ job, entry, members: await membersOf(deps, actor, job) })
  }
  const families = new Map(all.map((family) => [family.job.name, family]))
  checkEnvironment({ input, issues, families })
  const listed = { input, families, issues }
  return all.flatMap((family) => family.members.map((member) => wantMember(listed, family, member)))
}

async function membersOf(deps: SubmissionDeps, actor: Actor, { name, matrix }: JobCreate): Promise<readonly Member[]> {
  if (!matrix) return [{ name, parameters: {}, inputs: {} }]
  const combinations = await combine(deps, actor, matrix)
  return combinations.map((combination, at) => ({ ...combination, name: `${name}-${at + 1}` }))
}

/** What is given for all jobs must be of use to one of them. */
function checkEnvironment({ input, families, issues }: Listed): void {
  const allowed = new Set(families.values().flatMap(({ entry }) => entry.definition.allowed_environment))
  for (const name of Object.keys(input.environment)) {
    if (allowed.has(name)) continue
    issues.add(`environment.${name}`, `is no variable that any of these jobs lets a run set${meant(name, allowed)}`)
  }
}

function wantMember(listed: Listed, { job, entry }: Family, member: Member): WantedJob {
  const { input, issues } = listed
  const { definition } = entry
  for (const name of Object.keys(job.environment)) {
    if (definition.allowed_environment.includes(name)) continue
    const fault = `is no variable that ${job.application} lets a run set${meant(name, definition.allowed_environment)}`
    issues.add(`jobs.${member.name}.environment.${name}`, fault)
  }
  const given = { ...job.inputs, ...member.inputs }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(definition.inputs, name)) continue
    const known = Object.keys(definition.inputs)
    issues.add(`jobs.${member.name}.inputs.${name}`, `is no input of ${job.application}${meant(name, known)}`)
  }
  const inputs = Object.entries(given).map(([name, one]) => [name, toWanted(listed, one)] as const)
  return {
    name: member.name,
    family: job.name,
    entry,
    parameters: { ...job.parameters, ...member.parameters },
    environment: { ...keep(input.environment, definition.allowed_environment), ...job.environment },
    arguments: job.arguments,
    inputs: { ...boundByNeed(listed, { job, entry }, member), ...Object.fromEntries(inputs) },
    needs: job.needs.flatMap((name) => namesOf(listed, name)),
    priority: job.priority ?? input.priority,
    timeout_seconds: job.timeout_seconds ?? input.timeout_seconds,
    ...{ requires: job.requires, labels: job.labels, outputs_folder: input.numbered?.name },
  }
}

/** What the catalogue says is the output of another entrypoint comes from the one job of that which is needed. */
function boundByNeed(
  listed: Listed,
  { job, entry }: Pick<Family, 'job' | 'entry'>,
  { name }: Member,
): Record<string, BoundInput> {
  const bound: [string, BoundInput][] = []
  for (const [input, { of, output, optional }] of Object.entries(entry.definition.inputs)) {
    if (of === undefined || Object.hasOwn(job.inputs, input)) continue
    const address = job.application.replace(/[^/]+$/, of)
    const needed = job.needs.filter((need) => listed.families.get(need)?.job.application === address)
    const [from, ...others] = needed
    if (from !== undefined && others.length === 0) bound.push([input, bind(listed, from, output)])
    else if (!optional) {
      const fault = `must be given as {job: …}: ${others.length > 0 ? 'several of its needs are' : 'none of its needs is'} ${address}`
      listed.issues.add(`jobs.${name}.inputs.${input}`, fault)
    }
  }
  return Object.fromEntries(bound)
}

function toWanted(listed: Listed, input: JobInput): WantedJob['inputs'][string] {
  return 'job' in input ? bind(listed, input.job, input.output) : input
}

function bind(listed: Listed, job: string, output: string): BoundInput {
  return { jobs: namesOf(listed, job), output, is_gathered: listed.families.get(job)?.job.matrix !== undefined }
}

/** The names of the jobs that a name stands for; an unknown one stands for itself, and is refused with the graph. */
function namesOf({ families }: Listed, name: string): readonly string[] {
  return families.get(name)?.members.map((member) => member.name) ?? [name]
}
