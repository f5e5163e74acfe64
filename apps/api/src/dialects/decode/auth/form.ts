import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parse } from '../../error.ts'
import { body, text } from '../../lax.ts'
import type { Asked } from '../../routes.ts'

const form = z.instanceof(URLSearchParams)
const login = body({ username: text, password: text })

/** Forms of sign-in come as browsers write them. */
export function addForms(scope: FastifyInstance): void {
  const type = 'application/x-www-form-urlencoded'
  scope.addContentTypeParser(type, { parseAs: 'string' }, async (_request: unknown, written: string) => {
    return new URLSearchParams(written)
  })
}

export function readForm({ request }: Pick<Asked, 'request'>): URLSearchParams {
  return form.safeParse(request.body).data ?? new URLSearchParams()
}

/** Throws a refusal where the name or the password is missing. */
export function readLogin(given: URLSearchParams) {
  return parse(login, Object.fromEntries(given), 'body')
}
