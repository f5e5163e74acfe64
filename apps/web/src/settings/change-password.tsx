'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { SessionForm, textOf } from '../session/session-form.tsx'
import { settingsTexts } from '../texts/settings.ts'
import { Field } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'
import { CurrentPassword } from './current-password.tsx'

const texts = settingsTexts.password

export function ChangePassword() {
  const say = useToast()
  // a form that was used is made anew, so that no password stays in it
  const [used, setUsed] = useState(0)
  const change = useMutation(
    useApi().account.change_password.mutationOptions({
      onSuccess: () => {
        say({ text: texts.done })
        setUsed(used + 1)
      },
    }),
  )
  const submit = (values: FormData) => {
    const current_password = textOf(values, 'current_password')
    change.mutate({
      password: textOf(values, 'password'),
      ...(current_password !== '' && { current_password }),
    })
  }
  return (
    <SessionForm key={used} submit={texts.submit} is_pending={change.isPending} error={change.error} onSubmit={submit}>
      <CurrentPassword />
      <Field
        label={texts.next}
        hint={texts.others}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        maxLength={256}
        required
      />
    </SessionForm>
  )
}
