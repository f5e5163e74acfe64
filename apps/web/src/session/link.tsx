'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi, useApiClient } from '../data/api.ts'
import { problemOf } from '../data/problem.ts'
import { sessionTexts } from '../texts/session.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Confirm } from './confirm.tsx'
import { Done } from './done.tsx'
import { leave } from './leave.ts'
import { Reset } from './reset.tsx'
import { SignUp } from './sign-up.tsx'

const texts = sessionTexts.no_link

export type Purpose = 'confirm' | 'reset' | 'invitation'

interface LinkProps {
  readonly purpose: Purpose
  readonly token: string
}

/** Opens what a link is for, unless it works no more, which is said before anything is typed. */
export function OneTimeLink({ purpose, token }: LinkProps) {
  const client = useApiClient()
  const check = useQuery({
    queryKey: ['link', purpose, token],
    queryFn: ({ signal }) => client.account.check_link.mutate({ purpose, token }, { signal }),
  })
  if (check.isPending) return <Loading />
  if (check.error) {
    const { code, message } = problemOf(check.error)
    if (code === 'TOKEN_INVALID') return <NoLink purpose={purpose} why={texts.why} />
    if (code === 'SIGN_UP_CLOSED') return <NoLink purpose={purpose} why={message} />
    return <Problem error={check.error} onAgain={() => check.refetch()} />
  }
  if (purpose === 'confirm') return <Confirm token={token} />
  return purpose === 'reset' ? <Reset token={token} /> : <SignUp invitation={token} />
}

function NoLink({ purpose, why }: { readonly purpose: Purpose; readonly why: string }) {
  const options = useQuery(useApi().account.options.queryOptions())
  useEffect(leave, [])
  return (
    <Done title={texts.title}>
      <p>{why}</p>
      {purpose === 'reset' && options.data?.mail ? (
        <a href="/sign-in?forgot" className="text-accent underline">
          {texts.again}
        </a>
      ) : (
        <p>{texts[purpose]}</p>
      )}
    </Done>
  )
}
