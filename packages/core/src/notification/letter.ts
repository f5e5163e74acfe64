import { type Letter, letterOf } from '@assay/access'
import type { EndedWork } from '@assay/schemas'
import type { Notice } from './notice.ts'
import { numberedParagraphs, numberedSubject } from './numbered-letter.ts'

interface Told {
  readonly notices: readonly Notice[]
  /** How many more there are than are named. */
  readonly more: number
  /** Where the server is, as its users know it. */
  readonly host: string
  readonly unsubscribe_url: string
}

/** What a user is mailed: all words of such mails, whoever is to choose others for a dialect, are here. */
export function writeNotices({ notices, more, host, unsubscribe_url }: Told): Letter {
  return {
    ...letterOf(subjectOf(notices, more), [
      ...notices.flatMap(paragraphsOf),
      ...(more > 0 ? [`And ${more} more.`] : []),
      `${reasonOf(notices, host)} This turns such mails off:`,
      new URL(unsubscribe_url),
    ]),
    unsubscribe_url,
  }
}

/** Programs that know jobs by numbers have no word for who wants mail. */
function reasonOf(notices: readonly Notice[], host: string): string {
  return notices.every(({ kind }) => kind === 'numbered_job')
    ? `You get this mail because Assay at ${host} executes your jobs.`
    : `You get this mail because you asked Assay at ${host} for it.`
}

function paragraphsOf(notice: Notice): (string | URL)[] {
  if (notice.kind === 'webhook_disabled') return [disabledSentence(notice)]
  if (notice.kind === 'numbered_job') return numberedParagraphs(notice)
  return [sentenceOf(notice.work), new URL(notice.work.link)]
}

function sentenceOf(work: EndedWork): string {
  const { run_name, job_name, state, error } = work
  const what = job_name === null ? `The run "${run_name}"` : `The job "${job_name}" of the run "${run_name}"`
  const why = error === null ? '.' : `: ${error.message.replaceAll(/\s+/g, ' ').trim()}`
  return `${what} ${ends[state]}${why}`
}

const ends: Readonly<Record<EndedWork['state'], string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'was stopped',
  skipped: 'was skipped',
  blocked: 'is blocked',
  queued: 'is queued',
  running: 'is running',
}

function disabledSentence({ webhook_id, host, because }: Extract<Notice, { kind: 'webhook_disabled' }>): string {
  const why = because === 'gone' ? 'it answered that it is gone (410)' : 'for five days nothing arrived there'
  return (
    `The webhook ${webhook_id} at ${host} is disabled, as ${why}. Once it works, enable it again ` +
    `("assay webhooks update ${webhook_id} --enable"), and have sent again what did not arrive ` +
    `("assay webhooks replay ${webhook_id} --since 7d").`
  )
}

function subjectOf(notices: readonly Notice[], more: number): string {
  const [first] = notices
  if (first === undefined || notices.length + more > 1) return `Assay: ${notices.length + more} things have happened`
  if (first.kind === 'webhook_disabled') return `A webhook at ${first.host} is disabled`
  if (first.kind === 'numbered_job') return numberedSubject(first)
  const { state, run_name, job_name } = first.work
  return job_name === null ? `Run ${state}: ${run_name}` : `Job ${state}: ${job_name} of ${run_name}`
}
