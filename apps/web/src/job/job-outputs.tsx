'use client'

import type { JobState } from '@assay/schemas'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { jobTexts } from '../texts/job.ts'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { bytesText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'

interface JobOutputsProps {
  readonly job_id: string
  readonly state: JobState
}

export function JobOutputs({ job_id, state }: JobOutputsProps) {
  const outputs = useInfiniteQuery({
    ...useApi().jobs.outputs.infiniteQueryOptions(
      { job_id },
      { getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined },
    ),
    enabled: state === 'succeeded' || state === 'failed' || state === 'stopped',
  })
  if (outputs.error) return <Problem error={outputs.error} onAgain={() => outputs.refetch()} />
  if (outputs.isLoading) return <Loading />
  const rows = outputs.data?.pages.flatMap(({ items }) => items) ?? []
  if (rows.length === 0) return <p className="text-quiet">{jobTexts.no_outputs}</p>
  return (
    <>
      <Table
        label={jobTexts.outputs}
        rows={rows}
        keyOf={({ name, path }) => `${name} ${path}`}
        columns={[
          {
            title: jobTexts.file,
            cell: ({ name, path }) => (
              <a href={addressOf(job_id, { name, path })} download className="text-accent underline">
                {name === path ? name : `${name}/${path}`}
              </a>
            ),
          },
          { title: jobTexts.kind, cell: ({ content_type }) => content_type },
          { title: jobTexts.size, is_number: true, cell: ({ size_bytes }) => bytesText(size_bytes) },
        ]}
      />
      <MoreButton query={outputs} />
    </>
  )
}

function addressOf(job_id: string, { name, path }: { readonly name: string; readonly path: string }): string {
  const query = new URLSearchParams({ path })
  return `/api/v1/jobs/${job_id}/outputs/${encodeURIComponent(name)}?${query}`
}
