'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useApi } from '../data/api.ts'
import { sessionTexts } from '../texts/session.ts'
import { shellTexts } from '../texts/shell.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'

export function SignIn() {
  const queries = useQueryClient()
  const signIn = useMutation(useApi().session.create.mutationOptions({ onSuccess: () => queries.resetQueries() }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    signIn.mutate({ email: String(form.get('email')), password: String(form.get('password')) })
  }
  return (
    <main className="mx-auto grid max-w-sm gap-4 px-4 py-16">
      <h1 className="text-xl font-semibold">{sessionTexts.title}</h1>
      <p className="text-quiet">{shellTexts.purpose}</p>
      <form method="post" onSubmit={submit} className="grid gap-4">
        <Field label={sessionTexts.email} name="email" type="email" autoComplete="username" required />
        <Field label={sessionTexts.password} name="password" type="password" autoComplete="current-password" required />
        {signIn.error && <Problem error={signIn.error} />}
        <Button look="main" type="submit" disabled={signIn.isPending}>
          {signIn.isPending ? sessionTexts.submitting : sessionTexts.submit}
        </Button>
      </form>
      <a href="/sign-in" className="text-accent underline">
        {sessionTexts.other_ways}
      </a>
    </main>
  )
}
