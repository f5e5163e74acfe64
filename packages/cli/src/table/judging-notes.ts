import type { JobOf } from '@assay/sdk'

type Judgements = readonly { readonly run: string; readonly job: Pick<JobOf<'judgement'>, 'spec' | 'result'> }[]

/** What judging took, and what it could not judge, a line each. */
export function renderJudging(jobs: Judgements): string {
  const notes = jobs.flatMap(({ run, job: { spec, result } }) => {
    if (result === null) return []
    const { calls, cached, failed, failures, not_judged, inconsistent, cost, notices } = result
    const asked = `judge/${spec.judge.name}: ${calls} calls, ${cached} answered before${cost > 0 ? `, cost ${cost}` : ''}`
    const lost = failed > 0 ? `; ${failed} gave no score, most often: ${failures[0]?.reason ?? ''}` : ''
    const without = not_judged > 0 ? `; ${not_judged} examples could not be judged` : ''
    const swapped = inconsistent > 0 ? `; ${inconsistent} pairs judged otherwise in the other order count as ties` : ''
    return [`${asked}${lost}${without}${swapped}`, ...notices].map((note) => `${run}: ${note}`)
  })
  return [...new Set(notes)].join('\n')
}
