'use client'

import type { Webhook } from '@assay/schemas'
import { parseAsString, useQueryState } from 'nuqs'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { noticeTexts } from '../texts/notice.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { WebhookActions } from './webhook-actions.tsx'

const texts = noticeTexts.webhook
const looks = { enabled: 'text-good', failing: 'text-warn', disabled: 'text-quiet' } as const

/** The webhooks of the user, and what was sent to one of them. */
export function WebhookList() {
  const api = useApi()
  const client = useApiClient()
  const [open, setOpen] = useQueryState('webhook', parseAsString)
  const webhooks = usePages({
    key: api.webhooks.list.infiniteQueryKey({}),
    read: (page) => client.webhooks.list.query(page),
  })
  if (webhooks.error && !webhooks.data) return <Problem error={webhooks.error} onAgain={() => webhooks.refetch()} />
  if (!webhooks.data) return <Loading />
  const rows = webhooks.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0)
    return <Empty title={texts.none} how={texts.none_how} command="assay webhooks create https://example.org/assay" />
  const shown = rows.find(({ id }) => id === open)
  return (
    <>
      <div>
        <Table
          label={texts.title}
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            { title: texts.name, cell: ({ name }) => name || '–' },
            { title: texts.url, cell: ({ url }) => <span className="break-all">{url}</span> },
            { title: texts.events, cell: ({ events }) => events.join(', ') },
            { title: texts.state, cell: (webhook) => <WebhookState webhook={webhook} /> },
            { title: '', cell: (webhook) => <WebhookActions webhook={webhook} onLog={() => setOpen(webhook.id)} /> },
          ]}
        />
        <MoreButton query={webhooks} />
      </div>
      {shown && <DeliveryList webhook={shown} onClose={() => setOpen(null)} />}
    </>
  )
}

function WebhookState({ webhook: { state, disabled_because: why } }: { readonly webhook: Webhook }) {
  return (
    <span className={looks[state]}>
      {texts.states[state]}
      {why !== null && `, ${texts.because[why]}`}
    </span>
  )
}
