'use client'

import type { AuditEntry } from '@assay/schemas'
import { adminTexts } from '../texts/admin.ts'
import { Button } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'

const texts = adminTexts.entry

/** What was asked for, and by which names the server's log knows it. */
export function AuditDetails({ entry }: { readonly entry: AuditEntry }) {
  const label = `${texts.details}: ${entry.procedure}`
  return (
    <Popover
      label={label}
      trigger={
        <Button look="quiet" className="p-0" aria-label={label}>
          {texts.details}
        </Button>
      }
    >
      <p className="font-medium">{texts.changes}</p>
      <pre className="my-2 rounded-md border border-line bg-page p-2 text-xs break-all whitespace-pre-wrap">
        {JSON.stringify(entry.changes, null, 2)}
      </pre>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 break-all [&_dt]:text-quiet">
        <dt>{texts.request}</dt>
        <dd>{entry.request_id}</dd>
        {entry.credential && (
          <>
            <dt>{texts.credential}</dt>
            <dd>{[entry.credential.kind, entry.credential.id].join(' ')}</dd>
          </>
        )}
      </dl>
    </Popover>
  )
}
