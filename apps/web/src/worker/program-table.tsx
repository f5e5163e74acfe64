import type { Worker } from '@assay/schemas'
import Link from 'next/link'
import { workerTexts } from '../texts/worker.ts'
import { bytesText } from '../ui/number.ts'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { Took } from '../ui/took.tsx'

type Program = Worker['programs'][number]

/** What works under the token of a worker: what it has, and what it executes. */
export function ProgramTable({ programs }: { readonly programs: readonly Program[] }) {
  return (
    <Table
      label={workerTexts.programs}
      rows={programs}
      keyOf={({ id }) => id}
      columns={[
        {
          title: workerTexts.program,
          cell: ({ name, is_online }) => (
            <>
              <span aria-hidden="true" className={is_online ? 'text-good' : 'text-quiet'}>
                {is_online ? '●' : '○'}
              </span>{' '}
              {name}
            </>
          ),
        },
        { title: workerTexts.now, cell: ({ jobs }) => <CurrentJobs jobs={jobs} /> },
        { title: workerTexts.version, cell: ({ version }) => version ?? '–' },
        {
          title: workerTexts.slots,
          is_number: true,
          cell: ({ jobs, slots }) => workerTexts.slots_of(jobs.length, slots),
        },
        { title: workerTexts.has, cell: ({ offers }) => hasText(offers) },
        { title: workerTexts.kinds, cell: ({ kinds }) => kinds.join(', ') },
        { title: workerTexts.seen, cell: ({ last_seen_at }) => <Time at={last_seen_at} /> },
      ]}
    />
  )
}

function CurrentJobs({ jobs }: { readonly jobs: Program['jobs'] }) {
  if (jobs.length === 0) return <span className="text-quiet">{workerTexts.idle}</span>
  return (
    <ul>
      {jobs.map(({ job_id, name, started_at }) => (
        <li key={job_id} className="flex gap-3">
          <Link href={`/jobs/${job_id}`} className="font-medium hover:underline">
            {name}
          </Link>
          <span className="text-quiet">
            <Took since={started_at} until={null} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function hasText(offers: Program['offers']): string {
  if (offers === null) return workerTexts.no_offers
  const { cpu, memory_bytes, gpus, labels } = offers
  const models = gpus.map(({ model }) => model ?? 'GPU')
  return [workerTexts.cores(cpu), bytesText(memory_bytes), ...models, ...labels].join(', ')
}
