'use client'

import type { FormEvent } from 'react'
import { textOf } from '../session/session-form.tsx'
import { adminTexts } from '../texts/admin.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { type AuditQuestion, auditFilterOf, nothingAsked } from './audit-question.ts'

interface AuditFiltersProps {
  readonly question: AuditQuestion
  readonly onAsk: (question: AuditQuestion) => void
}

const texts = adminTexts.entry
const formats = ['csv', 'jsonl'] as const

export function AuditFilters({ question, onAsk }: AuditFiltersProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const given = (name: string) => textOf(values, name).trim() || null
    onAsk({
      actor: question.actor,
      procedure: given('procedure'),
      target: given('target'),
      since: given('since'),
      until: given('until'),
    })
  }
  const asked = Object.values(question).some((value) => value !== null)
  return (
    <form key={JSON.stringify(question)} onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <Field
        label={texts.procedure}
        name="procedure"
        placeholder={texts.procedure_placeholder}
        defaultValue={question.procedure ?? ''}
      />
      <Field label={texts.target} name="target" defaultValue={question.target ?? ''} />
      <Field label={texts.since} name="since" type="date" defaultValue={question.since ?? ''} />
      <Field label={texts.until} name="until" type="date" defaultValue={question.until ?? ''} />
      <Button type="submit" className="py-2">
        {texts.filter}
      </Button>
      {asked && (
        <Button look="quiet" className="py-2" onClick={() => onAsk(nothingAsked)}>
          {texts.clear}
        </Button>
      )}
      <span className="ml-auto flex gap-3 py-2">
        {texts.export}
        {formats.map((format) => (
          <a key={format} href={exportAddress(question, format)} download className="text-accent hover:underline">
            {texts.export_as[format]}
          </a>
        ))}
      </span>
    </form>
  )
}

function exportAddress(question: AuditQuestion, format: string): string {
  return `/api/v1/audit/export?${new URLSearchParams({ ...auditFilterOf(question), format })}`
}
