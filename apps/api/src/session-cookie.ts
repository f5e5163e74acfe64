import type { SessionToken } from '@assay/access'
import cookies, { type CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDeps } from './settings.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The cookie of the browser's session, as the request has it and the answer sets it. */
    sessionCookie: SessionCookie
  }
}

const name = 'assay_session'
/** Browsers accept this name from no other host, and only with `Secure`. */
const secureName = `__Host-${name}`

export class SessionCookie {
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #name: string
  readonly #options: CookieSerializeOptions

  constructor(request: FastifyRequest, reply: FastifyReply, { is_secure }: { readonly is_secure: boolean }) {
    this.#request = request
    this.#reply = reply
    this.#name = is_secure ? secureName : name
    this.#options = { path: '/', httpOnly: true, sameSite: 'lax', secure: is_secure }
  }

  get token(): string | undefined {
    return this.#request.cookies[this.#name]
  }

  /** The browser keeps it as long as the session can last. */
  set({ value, ends_at }: SessionToken): void {
    this.#reply.setCookie(this.#name, value, { ...this.#options, expires: new Date(ends_at) })
  }

  clear(): void {
    this.#reply.clearCookie(this.#name, this.#options)
  }
}

/** Gives every request its cookie, which is for TLS only where users come by TLS. */
export async function addSessionCookies(app: FastifyInstance, { settings }: ApiDeps): Promise<void> {
  await app.register(cookies)
  const isPublicSecure = settings.public_url?.startsWith('https:') === true
  app.addHook('onRequest', async (request, reply) => {
    const is_secure = isPublicSecure || request.protocol === 'https'
    request.sessionCookie = new SessionCookie(request, reply, { is_secure })
  })
}
