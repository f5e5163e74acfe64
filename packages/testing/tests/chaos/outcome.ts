import type { JobState, RunDetail } from '@assay/schemas'
import type { Submitted } from './load.ts'

/** What is wrong with the states of a run that has ended: they follow from how its commands ended. */
export function faultsOfStates({ run, stopped }: Submitted, detail: RunDetail): string[] {
  const states = new Map(detail.jobs.map(({ name, state }) => [name, state]))
  if (detail.jobs.length !== run.jobs.length) return [`it has ${detail.jobs.length} jobs, not ${run.jobs.length}`]
  const faults = run.jobs.flatMap(({ name, needs, fails }) => {
    const state = states.get(name)
    const isFree = needs.every((needed) => states.get(needed) === 'succeeded')
    const wanted: JobState = isFree ? (fails ? 'failed' : 'succeeded') : 'skipped'
    return state === wanted || (stopped && state === 'stopped') ? [] : [`${name}: is ${state}, not ${wanted}`]
  })
  const all = [...states.values()]
  const wanted = all.includes('failed') ? 'failed' : all.includes('stopped') ? 'stopped' : 'succeeded'
  return detail.state === wanted ? faults : [...faults, `the run is ${detail.state}, not ${wanted}`]
}
