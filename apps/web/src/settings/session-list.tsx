'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { settingsTexts } from '../texts/settings.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { browserName } from './browser-name.ts'

const texts = settingsTexts.session

export function SessionList() {
  const api = useApi()
  const queries = useQueryClient()
  const sessions = useQuery(api.sessions.list.queryOptions({ limit: 200 }))
  const end = useMutation(
    api.sessions.revoke.mutationOptions({
      onSuccess: () => queries.invalidateQueries(api.sessions.list.pathFilter()),
    }),
  )
  if (sessions.error) return <Problem error={sessions.error} onAgain={() => sessions.refetch()} />
  if (!sessions.data) return <Loading />
  return (
    <>
      {end.error && <Problem error={end.error} />}
      <Table
        label={settingsTexts.sessions}
        rows={sessions.data.items}
        keyOf={({ id }) => id}
        columns={[
          { title: texts.browser, cell: ({ user_agent }) => browserName(user_agent) },
          { title: texts.address, cell: ({ address }) => address },
          { title: texts.since, cell: ({ created_at }) => <Time at={created_at} /> },
          { title: texts.used, cell: ({ last_used_at }) => <Time at={last_used_at} /> },
          {
            title: '',
            cell: ({ id, user_agent, is_current }) =>
              is_current ? (
                <span className="text-quiet">{texts.current}</span>
              ) : (
                <Button
                  look="quiet"
                  aria-label={`${texts.end}: ${browserName(user_agent)}`}
                  disabled={end.isPending}
                  onClick={() => end.mutate({ session_id: id })}
                >
                  {texts.end}
                </Button>
              ),
          },
        ]}
      />
    </>
  )
}
