'use client'

import type { WebhookDelivery } from '@assay/schemas'
import { noticeTexts } from '../texts/notice.ts'
import { Button } from '../ui/button.tsx'
import { countText } from '../ui/number.ts'
import { Popover } from '../ui/popover.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'

interface DeliveryTableProps {
  readonly deliveries: readonly WebhookDelivery[]
  readonly is_sending: boolean
  readonly onAgain: (delivery_id: string) => void
}

const texts = noticeTexts.delivery
const looks = { pending: 'text-accent', delivered: 'text-good', failed: 'text-bad' } as const

export function DeliveryTable({ deliveries, is_sending, onAgain }: DeliveryTableProps) {
  return (
    <Table
      label={noticeTexts.webhook.log}
      rows={deliveries}
      keyOf={({ id }) => id}
      columns={[
        { title: texts.what, cell: ({ type }) => <code>{type}</code> },
        { title: texts.state, cell: ({ state }) => <span className={looks[state]}>{state}</span> },
        { title: texts.attempts, is_number: true, cell: ({ attempts }) => countText(attempts) },
        { title: texts.answer, is_number: true, cell: ({ status_code }) => status_code ?? texts.nothing },
        {
          title: texts.took,
          is_number: true,
          cell: ({ duration_ms: took }) => (took === null ? texts.nothing : texts.milliseconds(took)),
        },
        { title: texts.at, cell: ({ attempted_at: at }) => (at === null ? texts.nothing : <Time at={at} />) },
        { title: texts.next, cell: ({ next_attempt_at: at }) => (at === null ? texts.nothing : <Time at={at} />) },
        { title: texts.details, cell: (delivery) => <Details delivery={delivery} /> },
        {
          title: '',
          cell: ({ id, type, state }) =>
            state !== 'pending' && (
              <Button
                look="quiet"
                aria-label={`${texts.again}: ${type}`}
                disabled={is_sending}
                onClick={() => onAgain(id)}
              >
                {texts.again}
              </Button>
            ),
        },
      ]}
    />
  )
}

const code = 'my-1 rounded-md border border-line bg-page p-2 text-xs break-all whitespace-pre-wrap'

function Details({ delivery: { type, payload, answer, error } }: { readonly delivery: WebhookDelivery }) {
  const label = `${texts.details}: ${type}`
  return (
    <Popover
      label={label}
      trigger={
        <Button look="quiet" className="p-0" aria-label={label}>
          {texts.details}
        </Button>
      }
    >
      {error !== null && (
        <>
          <p className="font-medium">{texts.error}</p>
          <p className="mb-2 break-words text-bad">{error}</p>
        </>
      )}
      <p className="font-medium">{texts.payload}</p>
      <pre className={code}>{JSON.stringify(payload, null, 2)}</pre>
      {answer !== null && (
        <>
          <p className="mt-2 font-medium">{texts.answered}</p>
          <pre className={code}>{answer}</pre>
        </>
      )}
    </Popover>
  )
}
