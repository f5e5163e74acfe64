import type { Notice } from './notice.ts'

type Numbered = Extract<Notice, { readonly kind: 'numbered_job' }>

/** As DECODE OpenCloud's mails have it. */
export function numberedSubject({ name, number, ...job }: Numbered): string {
  return `Job ${name} (id=${number}) ${statusOf(job)}`
}

export function numberedParagraphs({ name, number, details, ...job }: Numbered): string[] {
  return [
    `This is an update for job '${name}': (id=${number}).`,
    `Status: ${statusOf(job)}.`,
    `Job run-time details:\n${details}`,
  ]
}

function statusOf({ is_finished }: Pick<Numbered, 'is_finished'>): string {
  return is_finished ? 'finished' : 'error'
}
