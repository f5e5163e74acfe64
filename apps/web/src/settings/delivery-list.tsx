'use client'

import type { Webhook } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { noticeTexts } from '../texts/notice.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { useToast } from '../ui/toast.tsx'
import { DeliveryTable } from './delivery-table.tsx'

interface DeliveryListProps {
  readonly webhook: Webhook
  readonly onClose: () => void
}

const texts = noticeTexts.delivery
const freshMs = 3_000
const keptMs = 30 * 86_400_000

/** What was sent to a webhook, and is to be. */
export function DeliveryList({ webhook, onClose }: DeliveryListProps) {
  const { id: webhook_id, url } = webhook
  const api = useApi()
  const client = useApiClient()
  const { redeliver, replay } = useSendingAgain()
  const deliveries = usePages({
    key: api.webhooks.deliveries.infiniteQueryKey({ webhook_id }),
    read: (page) => client.webhooks.deliveries.query({ webhook_id, ...page }),
    again: () => freshMs,
  })
  const error = deliveries.error ?? redeliver.error ?? replay.error
  const rows = deliveries.data?.pages.flatMap(({ items }) => items)
  const since = () => new Date(Date.now() - keptMs).toISOString()
  return (
    <Section title={`${noticeTexts.webhook.log}: ${url}`} how={noticeTexts.webhook.log_how}>
      <div className="flex flex-wrap gap-2">
        <Button disabled={replay.isPending} onClick={() => replay.mutate({ webhook_id, since: since() })}>
          {texts.replay}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {noticeTexts.webhook.close}
        </Button>
      </div>
      {error && <Problem error={error} />}
      {deliveries.isPending && <Loading />}
      {rows?.length === 0 && <p className="text-quiet">{noticeTexts.webhook.log_none}</p>}
      {rows && rows.length > 0 && (
        <DeliveryTable
          deliveries={rows}
          is_sending={redeliver.isPending}
          onAgain={(delivery_id) => redeliver.mutate({ delivery_id })}
        />
      )}
      <MoreButton query={deliveries} />
    </Section>
  )
}

function useSendingAgain() {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const fresh = () => queries.invalidateQueries(api.webhooks.deliveries.pathFilter())
  const redeliver = useMutation(api.webhooks.redeliver.mutationOptions({ onSuccess: fresh }))
  const replay = useMutation(
    api.webhooks.replay.mutationOptions({
      onSuccess: ({ deliveries }) => {
        say({ text: texts.replayed(deliveries) })
        return fresh()
      },
    }),
  )
  return { redeliver, replay }
}
