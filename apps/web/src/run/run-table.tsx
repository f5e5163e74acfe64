import type { Run } from '@assay/schemas'
import Link from 'next/link'
import { runTexts } from '../texts/run.ts'
import { StateTag } from '../ui/state-tag.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { Took } from '../ui/took.tsx'

interface RunTableProps {
  readonly runs: readonly Run[]
  readonly label?: string
}

export function RunTable({ runs, label = runTexts.title }: RunTableProps) {
  return (
    <Table
      label={label}
      rows={runs}
      keyOf={({ id }) => id}
      columns={[
        {
          title: runTexts.name,
          cell: ({ id, name }) => (
            <Link href={`/runs/${id}`} className="font-medium hover:underline">
              {name}
            </Link>
          ),
        },
        { title: runTexts.state, cell: ({ state }) => <StateTag state={state} /> },
        {
          title: runTexts.jobs,
          is_number: true,
          cell: ({ jobs_open, jobs_total }) => runTexts.jobs_of(jobs_total - jobs_open, jobs_total),
        },
        {
          title: runTexts.took,
          is_number: true,
          cell: ({ started_at, finished_at }) => <Took since={started_at} until={finished_at} />,
        },
        { title: runTexts.created, cell: ({ created_at }) => <Time at={created_at} /> },
      ]}
    />
  )
}
