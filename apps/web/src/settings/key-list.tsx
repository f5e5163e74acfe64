'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { settingsTexts } from '../texts/settings.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { useToast } from '../ui/toast.tsx'

const texts = settingsTexts.key

export function KeyList() {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const keys = useQuery(api.api_keys.list.queryOptions({ limit: 200 }))
  const revoke = useMutation(
    api.api_keys.revoke.mutationOptions({
      onSuccess: () => queries.invalidateQueries(api.api_keys.list.pathFilter()),
    }),
  )
  if (keys.error) return <Problem error={keys.error} onAgain={() => keys.refetch()} />
  if (!keys.data) return <Loading />
  if (keys.data.items.length === 0)
    return <Empty title={texts.none} how={texts.none_how} command={`assay login --url ${location.origin}`} />
  return (
    <>
      {revoke.error && <Problem error={revoke.error} />}
      <Table
        label={settingsTexts.keys}
        rows={keys.data.items}
        keyOf={({ id }) => id}
        columns={[
          { title: texts.name, cell: ({ name }) => name },
          { title: texts.prefix, cell: ({ prefix }) => <code>{prefix}…</code> },
          { title: texts.may, cell: ({ scopes }) => scopes.join(', ') },
          { title: texts.used, cell: ({ last_used_at: at }) => (at === null ? texts.never_used : <Time at={at} />) },
          { title: texts.expires, cell: ({ expires_at: at }) => (at === null ? texts.never : <Time at={at} />) },
          {
            title: '',
            cell: ({ id, name }) => (
              <ConfirmButton
                text={texts.revoke}
                subject={name}
                warning={texts.revoke_sure}
                is_pending={revoke.isPending}
                onConfirm={() =>
                  revoke.mutate({ api_key_id: id }, { onSuccess: () => say({ text: texts.revoked(name) }) })
                }
              />
            ),
          },
        ]}
      />
    </>
  )
}
