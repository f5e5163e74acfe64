'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useApi } from '../data/api.ts'
import { textOf } from '../session/session-form.tsx'
import { settingsTexts } from '../texts/settings.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'
import { useToast } from '../ui/toast.tsx'

const texts = settingsTexts.secret

export function NewSecret() {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const put = useMutation(
    api.secrets.put.mutationOptions({
      onSuccess: (_kept, { name }) => {
        say({ text: texts.kept(name) })
        return queries.invalidateQueries(api.secrets.list.pathFilter())
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const values = new FormData(form)
    const description = textOf(values, 'description')
    put.mutate(
      {
        name: textOf(values, 'name'),
        value: textOf(values, 'value'),
        ...(description !== '' && { description }),
      },
      { onSuccess: () => form.reset() },
    )
  }
  return (
    <form onSubmit={submit} className="grid max-w-2xl gap-3 sm:grid-cols-2">
      <Field label={texts.name} name="name" pattern="[A-Za-z0-9_.\-]{1,100}" placeholder="VENDOR_KEY" required />
      <Field label={texts.description} name="description" maxLength={1_000} />
      <Field
        label={texts.value}
        hint={texts.value_how}
        name="value"
        type="password"
        autoComplete="off"
        maxLength={10_000}
        required
      />
      {put.error && <Problem error={put.error} />}
      <div className="sm:col-span-2">
        <Button look="main" type="submit" disabled={put.isPending}>
          {texts.submit}
        </Button>
      </div>
    </form>
  )
}
