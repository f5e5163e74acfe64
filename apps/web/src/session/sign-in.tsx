'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { usePathname } from 'next/navigation'
import { useApi } from '../data/api.ts'
import { problemOf } from '../data/problem.ts'
import { sessionTexts } from '../texts/session.ts'
import { shellTexts } from '../texts/shell.ts'
import { Field } from '../ui/field.tsx'
import { Entrance } from './entrance.tsx'
import { OtherWays } from './other-ways.tsx'
import { SessionForm, textOf } from './session-form.tsx'
import { Unclaimed } from './unclaimed.tsx'

/** Signs in at whatever address the visitor is, and stays there. */
export function SignIn({ why }: { readonly why?: string | undefined }) {
  const api = useApi()
  const path = usePathname()
  const options = useQuery(api.account.options.queryOptions())
  const queries = useQueryClient()
  const signIn = useMutation(api.session.create.mutationOptions({ onSuccess: () => queries.resetQueries() }))
  const isWrong = signIn.error !== null && problemOf(signIn.error).code === 'CREDENTIALS_INVALID'
  if (options.data && !options.data.has_admin) return <Unclaimed />
  return (
    <Entrance title={sessionTexts.sign_in.title}>
      {path === '/' && <p className="text-quiet">{shellTexts.purpose}</p>}
      {why !== undefined && <p role="status">{why}</p>}
      <SessionForm
        submit={sessionTexts.sign_in.submit}
        is_pending={signIn.isPending}
        error={signIn.error}
        problem={isWrong ? sessionTexts.sign_in.wrong : undefined}
        onSubmit={(values) => signIn.mutate({ email: textOf(values, 'email'), password: textOf(values, 'password') })}
      >
        <Field label={sessionTexts.email} name="email" type="email" autoComplete="username" required />
        <Field
          label={sessionTexts.password}
          name="password"
          type="password"
          autoComplete="current-password"
          maxLength={256}
          required
        />
      </SessionForm>
      <OtherWays options={options.data} />
    </Entrance>
  )
}
