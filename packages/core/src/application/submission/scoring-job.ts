import { reservedNames } from '@assay/compute'
import type { RunCreate, ScoreDeclaration } from '@assay/schemas'
import type { Issues } from './issues.ts'
import type { PlannedJob } from './planned-job.ts'

type Asked = Pick<RunCreate, 'scores'>

/** The job that gives the scores of files: the one that is named, else the only one that declares any. */
export function findScoringJob({ scores }: Asked, jobs: readonly PlannedJob[], issues: Issues): PlannedJob | undefined {
  const named = scores?.job
  const found = jobs.filter((job) => (named === undefined ? declaredBy(job).length > 0 : isNamed(job, named)))
  const [job, ...others] = found
  if (!job) {
    const known = jobs.filter((one) => declaredBy(one).length > 0).map(({ wanted }) => wanted.name)
    const there =
      known.length > 0 ? `: there are ${known.slice(0, 10).join(', ')}` : ', and none of them declares scores'
    issues.add(
      'scores.job',
      named === undefined ? 'no job of this run declares scores' : `"${named}" is none of its jobs${there}`,
    )
    return undefined
  }
  if (others.length > 0) {
    const names = found.slice(0, 10).map(({ wanted }) => wanted.name)
    issues.add('scores.job', `could be ${names.join(', ')}: name one, which gathers what others have left`)
    return undefined
  }
  checkScores({ scores }, job, issues)
  return job
}

/** How the scores that a job gives are read, in the order of its entrypoint. */
export function declaredBy({ wanted }: PlannedJob): ScoreDeclaration[] {
  // an entrypoint that was applied before there were scores has none
  return Object.entries(wanted.entry.definition.scores ?? {}).map(([name, score]) => {
    const { title = name, direction, unit, margin, min = null, max = null } = score
    return { name, title, direction, unit, margin, range: [min, max], is_detail: false }
  })
}

export function addressOf({ wanted: { entry } }: PlannedJob): string {
  return `${entry.application}/${entry.version}/${entry.entrypoint}`
}

function isNamed({ wanted }: PlannedJob, named: string): boolean {
  return wanted.name === named || wanted.family === named
}

function checkScores({ scores }: Asked, job: PlannedJob, issues: Issues): void {
  const declared = declaredBy(job)
  if (declared.length === 0) issues.add('scores.job', `${addressOf(job)} declares no scores in the catalogue`)
  const outputs = Object.keys(job.wanted.entry.definition.outputs)
  const { output = 'result' } = scores ?? {}
  if (!outputs.includes(output))
    issues.add('scores.output', `is no output of ${addressOf(job)}, but ${outputs.join(', ')}`)
  for (const { name } of declared) {
    if (reservedNames.has(name)) issues.add('scores', `"${name}" is a name that Assay uses itself`)
  }
}
