'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { adminTexts } from '../texts/admin.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { useToast } from '../ui/toast.tsx'

const texts = adminTexts.letter

export function DeadLetterList() {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const letters = useQuery(api.dead_letters.list.queryOptions())
  const redrive = useMutation(
    api.dead_letters.redrive.mutationOptions({
      onSuccess: () => queries.invalidateQueries(api.dead_letters.list.pathFilter()),
    }),
  )
  if (letters.error && !letters.data) return <Problem error={letters.error} onAgain={() => letters.refetch()} />
  if (!letters.data) return <Loading />
  if (letters.data.items.length === 0) return <p className="text-quiet">{texts.none}</p>
  return (
    <>
      {redrive.error && <Problem error={redrive.error} />}
      <Table
        label={adminTexts.dead_letters}
        rows={letters.data.items}
        keyOf={({ id }) => id}
        columns={[
          { title: texts.name, cell: ({ name }) => <code>{name}</code> },
          { title: texts.reason, cell: ({ reason }) => <span className="text-bad">{reason}</span> },
          { title: texts.about, cell: ({ payload }) => <code className="break-all">{JSON.stringify(payload)}</code> },
          { title: texts.attempts, is_number: true, cell: ({ attempts }) => countText(attempts) },
          { title: texts.failed, cell: ({ failed_at }) => <Time at={failed_at} /> },
          {
            title: '',
            cell: ({ id, name }) => (
              <Button
                aria-label={`${texts.redrive}: ${name}`}
                disabled={redrive.isPending}
                onClick={() =>
                  redrive.mutate({ dead_letter_id: id }, { onSuccess: () => say({ text: texts.redriven(name) }) })
                }
              >
                {texts.redrive}
              </Button>
            ),
          },
        ]}
      />
    </>
  )
}
