'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { SessionForm, textOf } from '../session/session-form.tsx'
import { useUser } from '../session/user.tsx'
import { sessionTexts } from '../texts/session.ts'
import { settingsTexts } from '../texts/settings.ts'
import { Field } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'
import { CurrentPassword } from './current-password.tsx'

const texts = settingsTexts.mail

export function ChangeEmail() {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const { email } = useUser()
  const change = useMutation(
    api.account.change_email.mutationOptions({
      onSuccess: ({ next }) => {
        say({ text: next === 'done' ? texts.done : texts.confirm })
        return queries.invalidateQueries(api.session.whoami.pathFilter())
      },
    }),
  )
  const submit = (values: FormData) => {
    const password = textOf(values, 'current_password')
    change.mutate({ email: textOf(values, 'email'), ...(password !== '' && { password }) })
  }
  return (
    <SessionForm submit={texts.submit} is_pending={change.isPending} error={change.error} onSubmit={submit}>
      <p className="break-words">
        {sessionTexts.email}: {email}
      </p>
      <Field label={texts.email} name="email" type="email" autoComplete="email" required />
      <CurrentPassword />
    </SessionForm>
  )
}
