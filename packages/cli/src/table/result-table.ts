import { jobKind } from '@assay/schemas'
import type { Job, JobKind, JobOf, RunDetail } from '@assay/sdk'
import { renderAnswers, renderReferences } from './answer-notes.ts'
import { renderJudging } from './judging-notes.ts'
import { renderScores, type ScoreTableOptions } from './score-table.ts'

/** A job of one kind, and the name of its run. */
interface JobOfRun<Kind extends JobKind> {
  readonly run: string
  readonly job: JobOf<Kind>
}

type Tables = {
  readonly [Kind in JobKind]: ((jobs: readonly JobOfRun<Kind>[], options: ScoreTableOptions) => string) | null
}

type Finished = Pick<RunDetail, 'name' | 'jobs'>

/** The table of each kind of job; null: it has none. */
const tables: Tables = {
  // predictions are read by "assay runs examples"
  inference: renderAnswers,
  annotation: renderReferences,
  judgement: renderJudging,
  evaluation: renderScores,
  // outputs are read by "assay jobs outputs"
  application: null,
}

/** What the jobs of runs found: a table for each kind of job that has one. */
export function renderResults(runs: readonly Finished[], options: ScoreTableOptions): string[] {
  return jobKind.options.flatMap((kind) => tableOf(kind, runs, options))
}

function tableOf<Kind extends JobKind>(kind: Kind, runs: readonly Finished[], options: ScoreTableOptions): string[] {
  const isOfKind = (job: Job): job is JobOf<Kind> => job.kind === kind
  const found = runs.flatMap(({ name, jobs }) => jobs.filter(isOfKind).map((job) => ({ run: name, job })))
  const render = tables[kind]
  const table = render && found.length > 0 ? render(found, options) : ''
  return table === '' ? [] : [table]
}
