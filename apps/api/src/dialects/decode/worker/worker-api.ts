import { actAsWorker } from '@assay/access'
import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../../platform.ts'
import { addJsonWithoutType } from '../../json-body.ts'
import { routesOf, tellWrongVerb } from '../../routes.ts'
import { accessInfo } from '../auth/access-info.ts'
import { replyAsDecode } from '../error.ts'
import { addFileRoutes } from './file.ts'
import { readGiven } from './grant.ts'
import { addJobRoutes } from './job.ts'

/** The API that workers speak. */
export async function addWorkerApi(scope: FastifyInstance, shared: Platform): Promise<void> {
  const platform = shared.withCredentials(readGiven).actingAs((actor) => actAsWorker(shared.core, actor))
  scope.setErrorHandler(replyAsDecode)
  addJsonWithoutType(scope)
  tellWrongVerb(scope)
  const config = { procedure: 'docs.openapi' }
  scope.get('/', { config, exposeHeadRoute: false }, async () => ({
    message: 'Welcome to the DECODE OpenCloud Worker-facing API',
  }))
  scope.get('/access_info', { config, exposeHeadRoute: false }, async () => accessInfo(platform))
  await scope.register(async (known) => {
    // before anything of a body is read
    known.addHook('onRequest', async (request) => void (await platform.contextOf(request).authenticate()))
    addJobRoutes(routesOf(known, platform))
    addFileRoutes(known, platform)
  })
}
