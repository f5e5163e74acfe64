'use client'

import { useMutation } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { sessionTexts } from '../texts/session.ts'
import { Field } from '../ui/field.tsx'
import { Done } from './done.tsx'
import { Entrance } from './entrance.tsx'
import { leave } from './leave.ts'
import { NewPassword } from './new-password.tsx'
import { SessionForm, textOf } from './session-form.tsx'

const texts = sessionTexts.sign_up

/** Makes an account, with an invitation or without. */
export function SignUp({ invitation }: { readonly invitation?: string }) {
  const api = useApi()
  const signIn = useMutation(
    api.session.create.mutationOptions({
      onSuccess: () => location.replace('/'),
    }),
  )
  const signUp = useMutation(
    api.account.sign_up.mutationOptions({
      onSuccess: ({ next }, { email, password }) => {
        leave()
        if (next === 'sign_in') signIn.mutate({ email, password })
      },
    }),
  )
  if (signUp.data && signUp.data.next !== 'sign_in')
    return <Done title={sessionTexts.mailed.title}>{sessionTexts.mailed.sign_up(signUp.variables.email)}</Done>
  const submit = (values: FormData) => {
    const name = textOf(values, 'name').trim()
    signUp.mutate({
      email: textOf(values, 'email'),
      password: textOf(values, 'password'),
      ...(name !== '' && { name }),
      ...(invitation !== undefined && { invitation }),
    })
  }
  return (
    <Entrance title={texts.title}>
      <SessionForm
        submit={texts.submit}
        is_pending={signUp.isPending || signIn.isPending}
        error={signUp.error ?? signIn.error}
        onSubmit={submit}
      >
        <Field
          label={sessionTexts.email}
          hint={invitation === undefined ? undefined : texts.invited}
          name="email"
          type="email"
          autoComplete="username"
          required
        />
        <Field label={sessionTexts.name} name="name" autoComplete="name" maxLength={200} />
        <NewPassword />
      </SessionForm>
      <a href="/sign-in" className="text-accent underline">
        {texts.instead}
      </a>
    </Entrance>
  )
}
