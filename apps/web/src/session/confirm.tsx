'use client'

import { useMutation } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { sessionTexts } from '../texts/session.ts'
import { Field } from '../ui/field.tsx'
import { Done } from './done.tsx'
import { Entrance } from './entrance.tsx'
import { leave } from './leave.ts'
import { SessionForm, textOf } from './session-form.tsx'

const texts = sessionTexts.confirm

/** Confirms an e-mail address by a link. */
export function Confirm({ token }: { readonly token: string }) {
  const confirm = useMutation(useApi().account.confirm.mutationOptions({ onSuccess: leave }))
  if (confirm.isSuccess) return <Done title={texts.done} />
  const submit = (values: FormData) => {
    const password = textOf(values, 'password')
    confirm.mutate({ token, ...(password !== '' && { password }) })
  }
  return (
    <Entrance title={texts.title}>
      <p>{texts.how}</p>
      <SessionForm submit={texts.submit} is_pending={confirm.isPending} error={confirm.error} onSubmit={submit}>
        <Field
          label={sessionTexts.password}
          hint={sessionTexts.password_or_none}
          name="password"
          type="password"
          autoComplete="current-password"
          maxLength={256}
        />
      </SessionForm>
    </Entrance>
  )
}
