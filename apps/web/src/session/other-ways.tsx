'use client'

import type { AccountOptions } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { usePathname, useSearchParams } from 'next/navigation'
import { useApi } from '../data/api.ts'
import { sessionTexts } from '../texts/session.ts'

const texts = sessionTexts.sign_in
const link = 'text-accent underline'

/** How else one comes in: by another issuer, by a new password, by a new account. */
export function OtherWays({ options }: { readonly options: AccountOptions | undefined }) {
  return (
    <>
      <Issuers />
      {options?.mail && (
        <a href="/sign-in?forgot" className={link}>
          {texts.forgot}
        </a>
      )}
      {options?.sign_up === 'open' && (
        <p className="text-quiet">
          {texts.new_here}{' '}
          <a href="/sign-in?sign_up" className={link}>
            {texts.sign_up}
          </a>
        </p>
      )}
      {options?.sign_up === 'invitation' && (
        <p className="text-quiet">
          {texts.new_here} {texts.ask_admin}
        </p>
      )}
    </>
  )
}

function Issuers() {
  const issuers = useQuery(useApi().session.issuers.queryOptions()).data?.items ?? []
  const query = useSearchParams().toString()
  const path = usePathname()
  if (issuers.length === 0) return null
  const back = encodeURIComponent(query === '' ? path : `${path}?${query}`)
  return (
    <ul aria-label={texts.issuers} className="grid gap-2">
      {issuers.map(({ id, name }) => (
        <li key={id}>
          <a
            href={`/sign-in/oidc/${encodeURIComponent(id)}?return_to=${back}`}
            className="block rounded-md border border-line bg-raised px-3 py-1.5 text-center font-medium hover:border-quiet"
          >
            {texts.with} {name}
          </a>
        </li>
      ))}
    </ul>
  )
}
