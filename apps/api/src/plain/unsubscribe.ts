import { audited } from '@assay/access'
import { checkUnsubscribe, unsubscribe } from '@assay/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseInput } from '../error.ts'
import type { Platform } from '../platform.ts'
import { protectPages } from '../protection.ts'
import { plainRoute, text } from './plain-route.ts'

const shared = {
  name: 'notifications.unsubscribe',
  path: '/notifications/unsubscribe/{token}',
  params: z.object({ token: z.string().describe('what the address in the mail ends with') }),
  answers: { 200: { description: 'A page for people.', content: { 'text/html': { schema: text } } } },
  errors: ['TOKEN_INVALID'],
} as const

export const unsubscribePage = plainRoute({
  ...shared,
  method: 'GET',
  summary: 'A page that asks whether to turn mails off; looking at it changes nothing',
})

export const unsubscribing = plainRoute({
  ...shared,
  method: 'POST',
  summary: 'Turn mails off by the address in one of them, as List-Unsubscribe says (RFC 8058)',
  form: z.object({}),
})

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data']
const mostBodyBytes = 4_096

/** For whoever has the address from a mail: programs of mail send a POST, people look at the page first. */
export async function addUnsubscribeRoutes(app: FastifyInstance, platform: Platform): Promise<void> {
  await app.register(async (scope) => {
    await protectPages(scope, { written_by: 'us' })
    // what the form says is known
    const options = { parseAs: 'string', bodyLimit: mostBodyBytes } as const
    scope.addContentTypeParser(formTypes, options, (_request, _body, done) => done(null))
    addRoutes(scope, platform)
  })
}

function addRoutes(app: FastifyInstance, platform: Platform): void {
  const { name, url } = unsubscribePage
  const enter = async (request: FastifyRequest) => {
    const context = platform.contextOf(request)
    await context.authorize(name)
    return { context, ref: parseInput(shared.params, request.params) }
  }
  app.get(url, { config: { procedure: name } }, async (request, reply) => {
    const { context, ref } = await enter(request)
    checkUnsubscribe(context.deps, ref)
    return reply.type(html).send(page('<form method="post"><button>Turn off mails about runs and jobs</button></form>'))
  })
  app.post(url, { config: { procedure: name } }, async (request, reply) => {
    const { context, ref } = await enter(request)
    await audited(context.deps, context.audited(name, undefined), (held) => unsubscribe(held, ref))
    return reply.type(html).send(page('<p>Mails about runs and jobs are turned off.</p>'))
  })
}

const html = 'text/html; charset=utf-8'

function page(content: string): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Assay</title>' +
    `<meta name="viewport" content="width=device-width"></head><body><main>${content}</main></body></html>`
  )
}
