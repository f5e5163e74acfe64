import { type NextRequest, NextResponse } from 'next/server'
import { contentPolicy } from './content-policy.ts'
import { readApiUrl } from './env.ts'

const ofTheApi = /^\/(?:trpc|api|docs|healthz|readyz|metrics|unsubscribe|sign-in\/oidc|lumigator)(?:\/|$)/

/** Before every page: its nonce and policy. Where the API is another process, its addresses are passed on to it. */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl
  const api_url = readApiUrl()
  if (api_url !== undefined && ofTheApi.test(pathname)) return NextResponse.rewrite(new URL(pathname + search, api_url))
  const policy = contentPolicy(Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64'))
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  response.headers.set('cross-origin-opener-policy', 'same-origin')
  response.headers.set('referrer-policy', 'no-referrer')
  response.headers.set('x-frame-options', 'DENY')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}

export const config = { matcher: '/((?!_next/static).*)' }
