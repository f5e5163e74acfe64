import type { Job, Run, RunDetail } from '@assay/schemas'
import type { ForestRow } from './forest-plot.ts'
import { type Estimate, formatEstimate, formatNumber } from './number-format.ts'
import { shown, type View } from './showing.ts'

/** A run that notebooks and terminals show. */
export function showRun<Shown extends Run | RunDetail>(run: Shown): Shown {
  return shown(run, viewOf)
}

/** Several runs of one submission. */
export function showRuns<Shown extends Run | RunDetail>(runs: Shown[]): Shown[] {
  return shown(runs.map(showRun), (all) => ({
    sentence: `${all.length} ${all.length === 1 ? 'run' : 'runs'}.`,
    table: {
      head: ['run', 'state', 'jobs open', 'id'],
      rows: all.map(({ name, state, jobs_open, id }) => [name, state, formatNumber(jobs_open), id]),
    },
  }))
}

function viewOf(run: Run | RunDetail): View {
  const jobs = 'jobs' in run ? run.jobs : []
  const why = 'error' in run && run.error ? ` ${run.error.message}` : ''
  const sentence = `Run ${run.name}: ${run.state}.${why}`
  const scores = jobs.flatMap(scoresOf)
  if (scores.length === 0) return jobs.length === 0 ? { sentence } : { sentence, table: jobTable(jobs) }
  const rows = scores.map((score) => [score.label, formatEstimate(score), formatNumber(score.n)])
  const fractions = scores.filter(({ low, high }) => low !== null && high !== null && low >= -1 && high <= 1)
  return {
    sentence,
    table: { head: ['score', 'mean [interval]', 'examples'], rows },
    plot: { title: `Scores of ${run.name}`, rows: fractions },
  }
}

function scoresOf(job: Job): (ForestRow & Estimate & { readonly n: number })[] {
  if (job.kind !== 'evaluation' || !job.result) return []
  return Object.entries(job.result.scores).map(([label, score]) => ({ ...score, label }))
}

function jobTable(jobs: readonly Job[]) {
  const rows = jobs.map(({ name, state, progress, error }) => [name, state, howFar(progress), error?.message ?? ''])
  return { head: ['job', 'state', 'progress', 'error'], rows }
}

/** `12 of 40 examples`. */
export function howFar(progress: Job['progress']): string {
  if (!progress) return ''
  const { done, total, noun } = progress
  return total === null ? `${formatNumber(done)} ${noun}` : `${formatNumber(done)} of ${formatNumber(total)} ${noun}`
}
