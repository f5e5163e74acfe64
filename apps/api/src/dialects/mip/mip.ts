import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../platform.ts'
import { replyInDetail } from '../error.ts'
import { addJsonWithoutType } from '../json-body.ts'
import { readOpenly } from '../open-user.ts'
import { type AddRoute, routesOf, tellWrongVerb } from '../routes.ts'
import { prefix } from './base.ts'
import { addDocsRoutes } from './docs.ts'
import { addGreetingRoutes } from './greeting.ts'
import { addJobRoutes } from './job.ts'
import { findMaps } from './map.ts'
import { addModuleRoutes } from './module.ts'
import { addRunRoutes } from './run.ts'
import { addZipRoutes } from './zip.ts'

/** What mip_server's client speaks, in terms of our procedures. */
export async function addMipRoutes(app: FastifyInstance, shared: Platform): Promise<void> {
  const { open_user } = shared.settings
  const platform = shared.withCredentials((request) => readOpenly(request, open_user))
  await app.register(
    async (scope) => {
      scope.setErrorHandler(replyInDetail)
      addJsonWithoutType(scope)
      tellWrongVerb(scope)
      sayPlainJson(scope)
      await addDocsRoutes(scope)
      await scope.register(async (known) => {
        // before anything of a body is read
        known.addHook('onRequest', async (request) => void (await platform.contextOf(request).authenticate()))
        const add = inJson(routesOf(known, platform))
        addGreetingRoutes(add)
        add('GET', '/maps/', async (asked) => [...(await findMaps(asked)).keys()].toSorted())
        addModuleRoutes(add)
        addJobRoutes(add)
        addRunRoutes(add)
        addZipRoutes(add)
      })
    },
    { prefix },
  )
}

/** The client compares the media type as a whole: it knows no charset. */
function sayPlainJson(scope: FastifyInstance): void {
  scope.addHook('onSend', async (_request, reply) => {
    const type = String(reply.getHeader('content-type'))
    if (type.startsWith('application/json')) reply.header('content-type', 'application/json')
  })
}

/** Texts are JSON too. */
function inJson(add: AddRoute): AddRoute {
  return (method, url, handler) =>
    add(method, url, async (asked) => {
      const answer = await handler(asked)
      if (answer === asked.reply) return answer
      asked.reply.type('application/json')
      return JSON.stringify(answer)
    })
}
