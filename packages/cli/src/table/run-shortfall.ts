import type { RunDetail } from '@assay/sdk'
import { inOptions } from '../option/option-words.ts'

/** What a run lacks and why: examples without a prediction, or with one that could not be scored. */
export function shortfalls({ name, jobs }: Pick<RunDetail, 'name' | 'jobs'>): string[] {
  return jobs.flatMap((job) => {
    if (job.kind !== 'evaluation' || !job.result) return []
    const { failed, failures, unscored } = job.result
    return [
      ...(failed > 0 ? [`${name} has no prediction for ${countOf(failed)}${reasons(failures)}`] : []),
      ...[...bySize(unscored)].map(
        ([reason, { examples, scores }]) =>
          `${name} has no ${namesOf(scores)} for ${countOf(examples)}: ${inOptions(reason)}`,
      ),
    ]
  })
}

interface Unscored {
  readonly examples: number
  readonly scores: readonly string[]
}

/** Scores that lack a value for the same reason stand together. */
function bySize(
  unscored: readonly { readonly score: string; readonly reason: string; readonly examples: number }[],
): Map<string, Unscored> {
  const found = new Map<string, Unscored>()
  for (const { score, reason, examples } of unscored) {
    const before = found.get(reason)
    found.set(reason, {
      examples: Math.max(examples, before?.examples ?? 0),
      scores: [...(before?.scores ?? []), score],
    })
  }
  return found
}

function reasons(failures: readonly { readonly reason: string; readonly examples: number }[]): string {
  const [first] = failures
  if (!first) return ''
  if (failures.length === 1) return `: ${inOptions(first.reason)}`
  return `: ${failures.map(({ reason, examples }) => `${inOptions(reason)} (${examples})`).join('; ')}`
}

const mostNamed = 5

function namesOf(scores: readonly string[]): string {
  const more = scores.length - mostNamed
  return `${scores.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function countOf(examples: number): string {
  return `${examples} example${examples === 1 ? '' : 's'}`
}

/** Which jobs of a run failed and why, with what their log is found by. */
export function failures({ jobs }: Pick<RunDetail, 'jobs'>): string[] {
  return jobs.flatMap(({ name, id, state, error, attempt }) => {
    if (state !== 'failed' || !error) return []
    const logged = error.message.includes(id) ? '' : ` In the log it is job ${id}.`
    return [`The job ${name} failed in attempt ${attempt}: ${inOptions(error.message)}${logged}`]
  })
}
