'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useApi } from '../data/api.ts'
import { sessionTexts } from '../texts/session.ts'
import { Loading } from '../ui/loading.tsx'
import { Claim } from './claim.tsx'
import { Device } from './device.tsx'
import { Forgot } from './forgot.tsx'
import { leave } from './leave.ts'
import { OneTimeLink, type Purpose } from './link.tsx'
import { SignIn } from './sign-in.tsx'
import { SignUp } from './sign-up.tsx'
import { useVisitor } from './visitor.ts'

const failures = new Map<string, string>(Object.entries(sessionTexts.failures))

/** Shows what the address asks for: a link, a new password, an account, a device; else the way in. */
export function WayIn() {
  // both are read once: what is redeemed is taken out of the address
  const [query] = useState(useSearchParams())
  const [fragment, setFragment] = useState<string>()
  useEffect(() => {
    setFragment(location.hash.slice(1))
    const read = () => setFragment(location.hash.slice(1))
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  if (fragment === undefined) return <Loading />
  const link = linkOf(fragment)
  if (link) return <OneTimeLink {...link} key={fragment} />
  if (fragment !== '') return <FirstLink token={fragment} />
  if (query.has('forgot')) return <Forgot />
  if (query.has('sign_up')) return <SignUp />
  return <Inside user_code={query.get('user_code')} failed={query.get('failed')} />
}

interface InsideProps {
  readonly user_code: string | null
  readonly failed: string | null
}

function Inside({ user_code, failed }: InsideProps) {
  const { user } = useVisitor()
  const router = useRouter()
  const isHome = user.data !== undefined && user_code === null
  useEffect(() => {
    if (isHome) router.replace('/')
  }, [isHome, router])
  if (user.isPending || isHome) return <Loading />
  if (user.data && user_code !== null) return <Device user_code={user_code} email={user.data.email} />
  const why = failed === null ? undefined : (failures.get(failed) ?? sessionTexts.failures.other)
  return <SignIn why={user_code === null ? why : sessionTexts.failures.device} />
}

/** The link of the first start; from the first account on it is good for nothing, whatever is typed. */
function FirstLink({ token }: { readonly token: string }) {
  const options = useQuery(useApi().account.options.queryOptions())
  const isUsed = options.data?.has_admin === true
  useEffect(() => {
    if (isUsed) leave()
  }, [isUsed])
  const [is_mine, setMine] = useState(false)
  useEffect(() => {
    if (options.data && !options.data.has_admin) setMine(true)
  }, [options.data])
  if (is_mine) return <Claim token={token} />
  return isUsed ? <SignIn why={sessionTexts.failures.LINK_USED} /> : <Loading />
}

function linkOf(fragment: string): { readonly purpose: Purpose; readonly token: string } | undefined {
  const [, purpose, token = ''] = /^(confirm|reset|invitation)=(.+)$/.exec(fragment) ?? []
  if (purpose === 'confirm' || purpose === 'reset' || purpose === 'invitation') return { purpose, token }
  return undefined
}
