'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useApi } from '../data/api.ts'
import { problemOf } from '../data/problem.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { ToastProvider } from '../ui/toast.tsx'
import { SignIn } from './sign-in.tsx'
import { toUser, UserProvider } from './user.tsx'

/** Shows a page to who is signed in; to others, at the same address, the way in. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const user = useQuery(useApi().session.whoami.queryOptions())
  if (user.data)
    return (
      <UserProvider user={toUser(user.data)}>
        <ToastProvider>{children}</ToastProvider>
      </UserProvider>
    )
  if (!user.error) return <Loading />
  return problemOf(user.error).status === 401 ? (
    <SignIn />
  ) : (
    <Problem error={user.error} onAgain={() => user.refetch()} />
  )
}
