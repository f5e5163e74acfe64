'use client'

import type { Job } from '@assay/schemas'
import Link from 'next/link'
import { runTexts } from '../texts/run.ts'
import { durationText } from '../ui/duration.ts'
import { spanOf } from './time-span.ts'

const bars = new Map([
  ['succeeded', 'bg-good'],
  ['failed', 'bg-bad'],
  ['running', 'bg-accent'],
])

/** When each job waited and ran, on one scale. */
export function Timeline({ jobs }: { readonly jobs: readonly Job[] }) {
  const span = spanOf(jobs, Date.now())
  const percent = (time: number) => `${(100 * (time - span.from)) / (span.to - span.from)}%`
  return (
    <section aria-label={runTexts.timeline_label} className="rounded-lg border border-line bg-raised p-3">
      <p className="mb-2 flex justify-between text-xs text-quiet tabular-nums">
        <span>0 s</span>
        <span>{durationText(span.to - span.from)}</span>
      </p>
      <ul className="grid gap-1">
        {jobs.map((job) => {
          const made = Date.parse(job.created_at)
          const began = job.started_at === null ? span.to : Date.parse(job.started_at)
          const ended = job.finished_at === null ? span.to : Date.parse(job.finished_at)
          const said = `${runTexts.waits} ${durationText(Math.min(began, ended) - made)}, ${runTexts.runs} ${durationText(Math.max(ended - began, 0))}`
          return (
            <li key={job.id} className="grid grid-cols-[minmax(6rem,14rem)_1fr] items-center gap-3">
              <Link href={`/jobs/${job.id}`} className="truncate hover:underline" title={job.name}>
                {job.name}
              </Link>
              <div className="relative h-4" title={said}>
                <span className="sr-only">{said}</span>
                <span
                  className="absolute top-1.5 h-1 rounded bg-line"
                  style={{ left: percent(made), right: `calc(100% - ${percent(Math.min(began, ended))})` }}
                />
                {job.started_at !== null && (
                  <span
                    className={`absolute h-4 min-w-0.5 rounded-sm ${bars.get(job.state) ?? 'bg-quiet'}`}
                    style={{ left: percent(began), right: `calc(100% - ${percent(ended)})` }}
                  />
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
