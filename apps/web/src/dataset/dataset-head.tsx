'use client'

import type { Dataset } from '@assay/schemas'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, FlaskConical, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { useUser } from '../session/user.tsx'
import { datasetTexts } from '../texts/dataset.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { bytesText, countText } from '../ui/number.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { Popover } from '../ui/popover.tsx'
import { StateTag } from '../ui/state-tag.tsx'
import { Time } from '../ui/time.tsx'
import { useToast } from '../ui/toast.tsx'
import { useEvaluateHref } from './column-roles.tsx'

/** What a dataset is, and what can be done with it. */
export function DatasetHead({ dataset }: { readonly dataset: Dataset }) {
  const { id, name, version, state, examples, columns, size_bytes, created_at, owner_id } = dataset
  const user = useUser()
  const evaluate = useEvaluateHref(id, columns ?? [])
  return (
    <>
      <NewerVersion dataset={dataset} />
      <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <PageTitle>
            {name} <span className="font-normal text-quiet">@{version}</span>
          </PageTitle>
          <p className="-mt-3 flex flex-wrap gap-x-4 text-quiet tabular-nums">
            <StateTag state={state} />
            {examples !== null && (
              <span>
                {countText(examples)} {datasetTexts.rows.toLowerCase()}
              </span>
            )}
            {columns !== null && (
              <span>
                {columns.length} {datasetTexts.columns.toLowerCase()}
              </span>
            )}
            <span>{bytesText(size_bytes)}</span>
            <Time at={created_at} />
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {state === 'ready' && (
            <Link
              href={evaluate}
              className="inline-flex items-center rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent hover:opacity-90"
            >
              <FlaskConical aria-hidden="true" className="mr-2 size-4" />
              {datasetTexts.evaluate}
            </Link>
          )}
          <Downloads dataset={dataset} />
          {(owner_id === user.id || user.is_admin) && !dataset.is_sample && <Delete dataset={dataset} />}
        </div>
      </div>
    </>
  )
}

function Downloads({ dataset: { id, kind, state } }: { readonly dataset: Dataset }) {
  const { formats } = datasetTexts
  const table = [
    { text: formats.original, href: `/api/v1/datasets/${id}/download?as=original` },
    ...(state === 'ready' ? [{ text: formats.parquet, href: `/api/v1/datasets/${id}/download?as=parquet` }] : []),
  ]
  const links = kind === 'files' ? [{ text: formats.zip, href: `/api/v1/datasets/${id}/zip` }] : table
  return (
    <Popover
      label={datasetTexts.download}
      trigger={
        <Button>
          <Download aria-hidden="true" className="mr-2 size-4" />
          {datasetTexts.download}
        </Button>
      }
    >
      <ul className="grid">
        {links.map(({ text, href }) => (
          <li key={href}>
            <a href={href} download className="block rounded-md px-2 py-1.5 hover:bg-hover">
              {text}
            </a>
          </li>
        ))}
      </ul>
    </Popover>
  )
}

function Delete({ dataset: { id: dataset_id } }: { readonly dataset: Dataset }) {
  const api = useApi()
  const queries = useQueryClient()
  const router = useRouter()
  const say = useToast()
  const [is_asking, setAsking] = useState(false)
  const removal = useMutation(
    api.datasets.delete.mutationOptions({
      onSuccess: async () => {
        say({ text: datasetTexts.deleted })
        router.push('/datasets')
        await queries.invalidateQueries({ queryKey: api.datasets.list.pathKey() })
      },
    }),
  )
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Trash2 aria-hidden="true" className="mr-2 size-4" />
        {datasetTexts.delete}
      </Button>
      {is_asking && (
        <Confirm
          title={datasetTexts.deleting}
          action={datasetTexts.delete}
          error={removal.error}
          is_busy={removal.isPending}
          onYes={() => removal.mutate({ dataset_id, when_used: 'archive' })}
          onClose={() => setAsking(false)}
        >
          <p>{datasetTexts.delete_how}</p>
        </Confirm>
      )}
    </>
  )
}

/** Says so where a version is not the newest. */
function NewerVersion({ dataset: { name, version, owner_id } }: { readonly dataset: Dataset }) {
  const { data } = useQuery(useApi().datasets.list.queryOptions({ name, limit: 50 }))
  const newest = data?.items.find((one) => one.owner_id === owner_id)
  if (!newest || newest.version <= version) return null
  return (
    <p role="status" className="mb-3 rounded-md border border-warn px-3 py-2">
      {datasetTexts.old_version}{' '}
      <Link href={`/datasets/${newest.id}`} className="font-medium text-accent underline">
        {name} @{newest.version}
      </Link>
    </p>
  )
}
