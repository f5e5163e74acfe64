'use client'

import type { Dataset } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { datasetTexts } from '../texts/dataset.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { ColumnFacts } from './column-facts.tsx'
import { ColumnRolesForm, useColumnRoles } from './column-roles.tsx'

/** What each column holds, and which part it plays. */
export function DatasetColumns({ dataset: { id, columns } }: { readonly dataset: Dataset }) {
  const known = columns ?? []
  const { roleOf } = useColumnRoles(known)
  const profile = useQuery(
    useApi().datasets.profile.queryOptions({ dataset_id: id, filters: [] }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  const playing = (name: string) =>
    (['input', 'reference', 'prediction'] as const).filter((role) => roleOf(role) === name)
  return (
    <>
      <ColumnRolesForm columns={known} />
      {profile.error && <Problem error={profile.error} onAgain={() => profile.refetch()} />}
      {profile.isPending && <Loading />}
      <div className="grid gap-3 md:grid-cols-2 2xl:grid-cols-3">
        {profile.data?.columns.map((column) => (
          <section key={column.name} aria-label={column.name} className="rounded-lg border border-line bg-raised p-4">
            <h2 className="mb-2 flex flex-wrap items-baseline gap-2">
              <span className="font-semibold break-all">{column.name}</span>
              <span className="text-xs text-quiet">{known.find(({ name }) => name === column.name)?.type}</span>
              {playing(column.name).map((role) => (
                <span key={role} className="rounded-full border border-accent px-2 text-xs text-accent">
                  {datasetTexts.roles[role]}
                </span>
              ))}
            </h2>
            <ColumnFacts profile={column} rows={profile.data.rows} />
          </section>
        ))}
      </div>
    </>
  )
}
