'use client'

import type { ApplicationVersion } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { useUser } from '../session/user.tsx'
import { applicationTexts } from '../texts/application.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

/** The versions of applications that there are. */
export function ApplicationList() {
  const api = useApi()
  const client = useApiClient()
  const { is_admin } = useUser()
  const applications = usePages({
    key: api.applications.list.infiniteQueryKey({}),
    read: (page) => client.applications.list.query(page),
  })
  const remove = useRemove()
  if (applications.error && !applications.data)
    return <Problem error={applications.error} onAgain={() => applications.refetch()} />
  if (!applications.data) return <Loading />
  const rows = applications.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0) {
    const { none, none_how } = applicationTexts
    return <Empty title={none} how={none_how} command="assay applications apply catalogue.yaml" />
  }
  const columns = [
    {
      title: applicationTexts.name,
      cell: ({ application, version }: ApplicationVersion) => (
        <Link href={`/applications/${application}?version=${version}`} className="font-medium hover:underline">
          {application}
        </Link>
      ),
    },
    { title: applicationTexts.version, cell: ({ version }: ApplicationVersion) => version },
    {
      title: applicationTexts.entrypoints,
      cell: ({ entrypoints }: ApplicationVersion) => entrypoints.join(', '),
    },
    {
      title: applicationTexts.used,
      cell: ({ used }: ApplicationVersion) => (used ? applicationTexts.is_used : applicationTexts.is_unused),
    },
    {
      title: applicationTexts.changed,
      cell: ({ updated_at }: ApplicationVersion) => <Time at={updated_at} />,
    },
  ]
  const removal = {
    title: '',
    cell: ({ application, version }: ApplicationVersion) => (
      <ConfirmButton
        text={applicationTexts.remove}
        subject={`${application}/${version}`}
        warning={applicationTexts.remove_sure}
        is_pending={remove.isPending}
        onConfirm={() => remove.mutate({ application, version })}
      />
    ),
  }
  return (
    <div>
      {remove.error && <Problem error={remove.error} />}
      <Table
        label={applicationTexts.title}
        rows={rows}
        keyOf={({ application, version }) => `${application}/${version}`}
        columns={is_admin ? [...columns, removal] : columns}
      />
      <MoreButton query={applications} />
    </div>
  )
}

function useRemove() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation(
    api.applications.remove.mutationOptions({
      onSuccess: () => queries.invalidateQueries(api.applications.pathFilter()),
    }),
  )
}
