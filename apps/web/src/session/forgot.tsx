'use client'

import { useMutation } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { sessionTexts } from '../texts/session.ts'
import { Field } from '../ui/field.tsx'
import { Done } from './done.tsx'
import { Entrance } from './entrance.tsx'
import { SessionForm, textOf } from './session-form.tsx'

const texts = sessionTexts.forgot

/** Has a link mailed with which to choose a new password. */
export function Forgot() {
  const request = useMutation(useApi().account.request_reset.mutationOptions())
  if (request.isSuccess)
    return <Done title={sessionTexts.mailed.title}>{sessionTexts.mailed.forgot(request.variables.email)}</Done>
  return (
    <Entrance title={texts.title}>
      <p>{texts.how}</p>
      <SessionForm
        submit={texts.submit}
        is_pending={request.isPending}
        error={request.error}
        onSubmit={(values) => request.mutate({ email: textOf(values, 'email') })}
      >
        <Field label={sessionTexts.email} name="email" type="email" autoComplete="username" required />
      </SessionForm>
      <a href="/sign-in" className="text-accent underline">
        {texts.back}
      </a>
    </Entrance>
  )
}
