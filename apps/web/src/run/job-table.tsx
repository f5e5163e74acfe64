import type { Job } from '@assay/schemas'
import Link from 'next/link'
import { jobTexts } from '../texts/job.ts'
import { runTexts } from '../texts/run.ts'
import { StateTag } from '../ui/state-tag.tsx'
import { Table } from '../ui/table.tsx'
import { Took } from '../ui/took.tsx'
import { progressText } from './progress-text.ts'

/** Jobs, as a run has them. */
export function JobTable({ jobs }: { readonly jobs: readonly Job[] }) {
  return (
    <Table
      label={jobTexts.title}
      rows={jobs}
      keyOf={({ id }) => id}
      columns={[
        {
          title: jobTexts.name,
          cell: ({ id, name }) => (
            <Link href={`/jobs/${id}`} className="font-medium hover:underline">
              {name}
            </Link>
          ),
        },
        {
          title: jobTexts.state,
          cell: ({ state, reused_from }) => (
            <>
              <StateTag state={state} />
              {reused_from !== null && <span className="text-quiet"> · {runTexts.reused}</span>}
            </>
          ),
        },
        { title: jobTexts.kind, cell: ({ kind }) => kind },
        { title: jobTexts.progress, cell: progressText },
        { title: jobTexts.attempt, is_number: true, cell: ({ attempt }) => (attempt === 0 ? '–' : attempt) },
        {
          title: jobTexts.took,
          is_number: true,
          cell: ({ started_at, finished_at }) => <Took since={started_at} until={finished_at} />,
        },
      ]}
    />
  )
}
