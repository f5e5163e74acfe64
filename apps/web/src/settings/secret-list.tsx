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

const texts = settingsTexts.secret

export function SecretList() {
  const api = useApi()
  const queries = useQueryClient()
  const secrets = useQuery(api.secrets.list.queryOptions())
  const remove = useMutation(
    api.secrets.delete.mutationOptions({
      onSuccess: () => queries.invalidateQueries(api.secrets.list.pathFilter()),
    }),
  )
  if (secrets.error) return <Problem error={secrets.error} onAgain={() => secrets.refetch()} />
  if (!secrets.data) return <Loading />
  if (secrets.data.items.length === 0)
    return <Empty title={texts.none} how={texts.none_how} command="assay secrets put VENDOR_KEY" />
  return (
    <>
      {remove.error && <Problem error={remove.error} />}
      <Table
        label={settingsTexts.secrets}
        rows={secrets.data.items}
        keyOf={({ name }) => name}
        columns={[
          { title: texts.name, cell: ({ name }) => <code>{name}</code> },
          { title: texts.description, cell: ({ description }) => description },
          { title: texts.changed, cell: ({ updated_at }) => <Time at={updated_at} /> },
          {
            title: '',
            cell: ({ name }) => (
              <ConfirmButton
                text={texts.remove}
                subject={name}
                warning={texts.remove_sure}
                is_pending={remove.isPending}
                onConfirm={() => remove.mutate({ name })}
              />
            ),
          },
        ]}
      />
    </>
  )
}
