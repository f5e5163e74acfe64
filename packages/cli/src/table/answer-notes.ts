import type { GivenAnswers } from '@assay/schemas'
import type { JobOf } from '@assay/sdk'

/** What to know of the answers of a run before its scores are believed; only those of endpoints have a time. */
export function answerNotes({ name, reused_answers, oldest_answer_at, notices }: GivenAnswers & { name: string }) {
  const isReused = reused_answers > 0 && oldest_answer_at !== null
  const since = oldest_answer_at?.slice(0, 10)
  const reused = `${reused_answers} answers were given before, the oldest on ${since}; --force-rerun asks for them anew.`
  return [...(isReused ? [reused] : []), ...notices].map((note) => `${name}: ${note}`)
}

type Inferences = readonly { readonly run: string; readonly job: Pick<JobOf<'inference'>, 'result' | 'reused_from'> }[]

/** What the inferences of runs say of their answers, a line each; empty where there is nothing to say. */
export function renderAnswers(jobs: Inferences): string {
  const notes = jobs.flatMap(({ run, job: { result, reused_from } }) => {
    if (result === null) return []
    const { examples, oldest_answer_at, notices } = result
    const reused_answers = reused_from === null ? result.reused_answers : examples
    return answerNotes({ name: run, reused_answers, oldest_answer_at, notices })
  })
  return [...new Set(notes)].join('\n')
}

type Annotations = readonly {
  readonly run: string
  readonly job: Pick<JobOf<'annotation'>, 'result' | 'reused_from'>
}[]

/** Which versions hold the references that were written, and what to know of them. */
export function renderReferences(jobs: Annotations): string {
  const written = jobs.flatMap(({ job: { result } }) => {
    if (result === null) return []
    const { dataset_id, examples, failed, table } = result
    return `${dataset_id}: ${table.examples} examples, ${examples - failed} with a reference, ${failed} failed.`
  })
  return [...written, renderAnswers(jobs)].filter((line) => line !== '').join('\n')
}
