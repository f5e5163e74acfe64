'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useApi } from '../data/api.ts'
import { textOf } from '../session/session-form.tsx'
import { settingsTexts } from '../texts/settings.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Field } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'

const texts = settingsTexts.key
const scopes = ['read', 'write', 'admin'] as const
const dayMs = 86_400_000

export function NewKey() {
  const api = useApi()
  const queries = useQueryClient()
  const create = useMutation(
    api.api_keys.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(api.api_keys.list.pathFilter()),
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    const days = Number(textOf(values, 'days'))
    const expires_at = days > 0 ? new Date(Date.now() + days * dayMs).toISOString() : undefined
    const scope = scopes.find((one) => one === textOf(values, 'scope')) ?? 'read'
    create.mutate(
      { name: textOf(values, 'name'), scopes: [scope], ...(expires_at !== undefined && { expires_at }) },
      { onSuccess: () => form.reset() },
    )
  }
  return (
    <form onSubmit={submit} className="grid max-w-2xl gap-3">
      <div className="grid items-end gap-3 sm:grid-cols-[1fr_auto_auto_auto]">
        <Field label={texts.name} name="name" maxLength={200} placeholder="laptop" required />
        <Select label={texts.may} name="scope" defaultValue="write" className="py-2">
          {scopes.map((scope) => (
            <option key={scope} value={scope}>
              {texts.scopes[scope]}
            </option>
          ))}
        </Select>
        <Select label={texts.expires} name="days" defaultValue="90" className="py-2">
          {Object.entries(texts.days).map(([days, text]) => (
            <option key={days} value={days}>
              {text}
            </option>
          ))}
          <option value="">{texts.never}</option>
        </Select>
        <Button look="main" type="submit" className="py-2" disabled={create.isPending}>
          {texts.make}
        </Button>
      </div>
      {create.error && <Problem error={create.error} />}
      {create.data && (
        <div role="status">
          <p className="font-medium">{texts.made}</p>
          <CopyText text={create.data.key} />
        </div>
      )}
    </form>
  )
}
