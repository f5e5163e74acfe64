'use client'

import dynamic from 'next/dynamic'
import { usePathname } from 'next/navigation'
import { type ReactNode, Suspense } from 'react'
import { problemOf } from '../data/problem.ts'
import { Shell } from '../shell/shell.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { ToastProvider } from '../ui/toast.tsx'
import { toUser, UserProvider } from './user.tsx'
import { useVisitor } from './visitor.ts'

// who is signed in never needs it
const SignIn = dynamic(() => import('./sign-in.tsx').then((module) => module.SignIn), { loading: Loading })

/** Shows a page to who is signed in; to others, at the same address, the way in. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  return usePathname() === '/sign-in' ? children : <Signed>{children}</Signed>
}

function Signed({ children }: { readonly children: ReactNode }) {
  const { user } = useVisitor()
  if (user.data) {
    return (
      <UserProvider user={toUser(user.data)}>
        <ToastProvider>
          <Shell>{children}</Shell>
        </ToastProvider>
      </UserProvider>
    )
  }
  if (!user.error) return <Loading />
  if (problemOf(user.error).status !== 401) return <Problem error={user.error} onAgain={() => user.refetch()} />
  return (
    <Suspense>
      <SignIn />
    </Suspense>
  )
}
