import type { Event, Job } from '@assay/schemas'

interface Standing {
  readonly at: 'waits' | 'runs' | 'ended'
  readonly attempt: number
}

const endsAttempt = new Set(['job.lost', 'job.handed_back', 'job.retried'])
const endsRunning = new Set(['job.succeeded', 'job.failed', 'job.stopped'])
const endsWaiting = new Set(['job.stopped', 'job.skipped'])

/** What is wrong with how the events of a run follow each other. */
export function faultsOfSequence(events: readonly Event[]): string[] {
  const seqs = events.map(({ seq }) => seq)
  const isWhole = seqs.every((seq, index) => seq === index + 1)
  const count = (types: readonly string[]) => events.filter(({ type }) => types.includes(type)).length
  return [
    ...(isWhole ? [] : [`seq has gaps or repetitions: ${seqs.join(' ')}`]),
    ...(count(['run.created']) === 1 ? [] : ['it was not created once']),
    ...(count(['run.succeeded', 'run.failed', 'run.stopped']) === 1 ? [] : ['the run did not end once']),
  ]
}

/** What is wrong with what the events say of one job: it ends once, and its attempts follow each other. */
export function faultsOfJob(job: Job, events: readonly Event[]): string[] {
  let standing: Standing = { at: 'waits', attempt: 0 }
  let uncounted = 0
  for (const { type, data } of events) {
    const next = follow(standing, type, data['attempt'])
    if (next === undefined) return [`${job.name}: ${type} after it ${standing.at} in attempt ${standing.attempt}`]
    if (type === 'job.lost' || type === 'job.handed_back') uncounted += 1
    standing = next
  }
  if (standing.at !== 'ended') return [`${job.name}: has no end among its events`]
  const { attempt, attempts_left } = job
  const least = 20 - attempt
  if (attempt !== standing.attempt) return [`${job.name}: attempt ${attempt}, by its events ${standing.attempt}`]
  if (attempts_left < least || attempts_left > least + uncounted) {
    return [`${job.name}: ${attempts_left} attempts left after ${attempt}, of which at most ${uncounted} do not count`]
  }
  return []
}

function follow({ at, attempt }: Standing, type: string, said: unknown): Standing | undefined {
  if (at === 'waits') {
    if (type === 'job.queued') return { at, attempt }
    // a worker that comes back late takes up the same attempt, as long as nobody else has the next
    const isNext = said === attempt + 1 || (said === attempt && attempt > 0)
    if (type === 'job.started' && isNext) return { at: 'runs', attempt: said }
    return endsWaiting.has(type) ? { at: 'ended', attempt } : undefined
  }
  if (at === 'ended') return undefined
  if (type === 'job.progress') return { at, attempt }
  if (said !== attempt) return undefined
  if (endsAttempt.has(type)) return { at: 'waits', attempt }
  return endsRunning.has(type) ? { at: 'ended', attempt } : undefined
}
