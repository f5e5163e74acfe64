import { beginIssuerSignIn, callbackPath, finishIssuerSignIn, signInSeconds } from '@assay/access'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { foldError, parseInput } from '../error.ts'
import { reportError } from '../error-reply.ts'
import type { Platform } from '../platform.ts'

const cookieName = 'assay_sign_in'
const params = z.object({ issuer: z.string().max(100) })
const query = z.object({ return_to: z.string().max(2000).optional() })

/** /sign-in/oidc/…: sends browsers to an identity provider, and signs them in when they come back. */
export function addIssuerSignInRoutes(app: FastifyInstance, platform: Platform): void {
  app.get('/sign-in/oidc/:issuer', { config: { procedure: 'sign_in.begin' } }, async (request, reply) => {
    const { issuer } = parseInput(params, request.params)
    const { return_to } = parseInput(query, request.query)
    return orSignInPage({ request, reply }, async () => {
      const { visitor, deps } = await enter(platform, request, 'sign_in.begin')
      const { url, pending } = await beginIssuerSignIn(deps, { issuer_id: issuer, return_to }, visitor)
      reply.setCookie(cookieName, pending, { ...cookieFor(issuer, visitor.public_url), maxAge: signInSeconds })
      return url
    })
  })

  app.get(callbackPath(':issuer'), { config: { procedure: 'sign_in.finish' } }, async (request, reply) => {
    const { issuer } = parseInput(params, request.params)
    return orSignInPage({ request, reply }, async () => {
      const context = await enter(platform, request, 'sign_in.finish')
      const { visitor, deps } = context
      reply.clearCookie(cookieName, cookieFor(issuer, visitor.public_url))
      const returned = { issuer_id: issuer, query: queryOf(request), pending: request.cookies[cookieName] }
      const call = context.audited('sign_in.finish', undefined)
      const { token, return_to } = await finishIssuerSignIn(deps, returned, { visitor, call })
      request.sessionCookie.set(token)
      return return_to
    })
  })
}

async function enter(platform: Platform, request: FastifyRequest, procedure: string) {
  const context = platform.contextOf(request)
  await context.authorize(procedure)
  return context
}

/** Redirects the browser; back to the page of sign-in, which says why, when that fails. */
async function orSignInPage(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  find: () => Promise<string>,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  try {
    return reply.redirect(await find(), 303)
  } catch (error) {
    const folded = foldError(error)
    reportError(folded, request)
    return reply.redirect(`/sign-in?failed=${folded.code}`, 303)
  }
}

/** A cookie for the way to an issuer and back, which is sent to no other path. */
function cookieFor(issuer: string, public_url: string) {
  return {
    path: `/sign-in/oidc/${encodeURIComponent(issuer)}`,
    httpOnly: true,
    sameSite: 'lax',
    secure: public_url.startsWith('https:'),
  } as const
}

function queryOf({ url }: FastifyRequest): string {
  const at = url.indexOf('?')
  return at === -1 ? '' : url.slice(at)
}
