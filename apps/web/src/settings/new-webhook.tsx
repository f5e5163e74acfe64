'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useApi } from '../data/api.ts'
import { textOf } from '../session/session-form.tsx'
import { noticeTexts } from '../texts/notice.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Field } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'

const texts = noticeTexts.webhook
const events = ['run.*', 'run.failed', 'job.*', 'job.failed', '*'] as const

export function NewWebhook() {
  const api = useApi()
  const queries = useQueryClient()
  const create = useMutation(
    api.webhooks.create.mutationOptions({ onSuccess: () => queries.invalidateQueries(api.webhooks.list.pathFilter()) }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    const name = textOf(values, 'name').trim()
    const chosen = events.find((one) => one === textOf(values, 'events')) ?? 'run.*'
    create.mutate(
      { url: textOf(values, 'url'), events: [chosen], ...(name !== '' && { name }) },
      { onSuccess: () => form.reset() },
    )
  }
  return (
    <form onSubmit={submit} className="grid max-w-4xl gap-3">
      <div className="grid items-end gap-3 sm:grid-cols-[2fr_1fr_auto_auto]">
        <Field label={texts.url} name="url" type="url" placeholder="https://example.org/assay" required />
        <Field label={texts.name} name="name" maxLength={200} />
        <Select label={texts.events} name="events" className="py-2">
          {events.map((one) => (
            <option key={one} value={one}>
              {texts.event[one]}
            </option>
          ))}
        </Select>
        <Button look="main" type="submit" className="py-2" disabled={create.isPending}>
          {texts.make}
        </Button>
      </div>
      {create.error && <Problem error={create.error} />}
      {create.data && (
        <div role="status">
          <p className="font-medium">{texts.made}</p>
          <CopyText text={create.data.secret} />
        </div>
      )}
    </form>
  )
}
