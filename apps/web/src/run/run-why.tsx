'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useApi } from '../data/api.ts'
import { runTexts } from '../texts/run.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'

/** For each job, the very input that made it run, or the earlier job that stands for it. */
export function RunWhy({ run_id }: { readonly run_id: string }) {
  const why = useQuery(useApi().runs.explain.queryOptions({ run_id }))
  if (why.error) return <Problem error={why.error} onAgain={() => why.refetch()} />
  if (!why.data) return <Loading />
  return (
    <Table
      label={runTexts.view.why}
      rows={why.data.items}
      keyOf={({ job_id }) => job_id}
      columns={[
        {
          title: runTexts.why.job,
          cell: ({ job_id, name }) => (
            <Link href={`/jobs/${job_id}`} className="font-medium hover:underline">
              {name}
            </Link>
          ),
        },
        { title: runTexts.why.cause, cell: ({ sentence }) => sentence },
        {
          title: runTexts.why.changes,
          cell: ({ changes }) => (
            <ul>
              {changes.map(({ part, name, before, after }) => (
                <li key={`${part} ${name}`}>
                  {part} <code>{name}</code>
                  {before !== null && after !== null && (
                    <span className="text-quiet">
                      {' '}
                      {short(before)} → {short(after)}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  )
}

const shownCharacters = 24

function short(value: string): string {
  return value.length > shownCharacters ? `${value.slice(0, shownCharacters)}…` : value
}
