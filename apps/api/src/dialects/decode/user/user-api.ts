import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readCredential } from '../../../authentication.ts'
import type { Platform } from '../../../platform.ts'
import { addJsonWithoutType } from '../../json-body.ts'
import { routesOf, tellWrongVerb } from '../../routes.ts'
import { accessInfo } from '../auth/access-info.ts'
import { addAuthRoutes } from '../auth/auth.ts'
import { replyAsDecode } from '../error.ts'
import { addApplicationRoutes } from './application.ts'
import { addFileRoutes } from './file.ts'
import { readSignature } from './grant.ts'
import { addJobRoutes } from './job.ts'
import { addUserRoutes } from './user.ts'

/** The API that users and their programs speak. */
export async function addUserApi(scope: FastifyInstance, shared: Platform): Promise<void> {
  const platform = shared.withCredentials(readGiven)
  scope.setErrorHandler(replyAsDecode)
  addJsonWithoutType(scope)
  tellWrongVerb(scope)
  const config = { procedure: 'docs.openapi' }
  scope.get('/', { config, exposeHeadRoute: false }, async (_request, reply) =>
    reply.type('application/json').send('"Welcome to the DECODE OpenCloud User-facing API"'),
  )
  scope.get('/access_info', { config, exposeHeadRoute: false }, async () => accessInfo(platform))
  if (platform.settings.decode_auth === true) await scope.register(async (open) => addAuthRoutes(open, platform))
  await scope.register(async (known) => {
    // before anything of a body is read
    known.addHook('onRequest', async (request) => void (await platform.contextOf(request).authenticate()))
    addUserRoutes(known, platform)
    addApplicationRoutes(known, platform)
    addJobRoutes(routesOf(known, platform))
    addFileRoutes(known, platform)
  })
}

function readGiven(request: FastifyRequest) {
  return readSignature(request) ?? readCredential(request.headers.authorization)
}
