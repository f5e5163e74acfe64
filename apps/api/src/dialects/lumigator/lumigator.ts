import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../platform.ts'
import { prefix } from './base.ts'
import { addDatasetRoutes } from './dataset.ts'
import { addDocsRoutes } from './docs.ts'
import { replyInDetail } from './error.ts'
import { addExperimentRoutes } from './experiment.ts'
import { addHealthRoutes } from './health.ts'
import { addOldCompletionRoutes } from './history/completion.ts'
import { addOldDeploymentRoutes } from './history/deployment.ts'
import { addOldExperimentRoutes } from './history/experiment.ts'
import { addOldHealthRoutes } from './history/health.ts'
import { addTaskRoutes } from './history/task.ts'
import { addJobRoutes } from './job.ts'
import { addJsonWithoutType } from './json-body.ts'
import { addModelRoutes } from './model.ts'
import { readOpenly } from './open-user.ts'
import { routesOf, tellWrongVerb } from './routes.ts'
import { addSecretRoutes } from './secret.ts'
import { addSignedRoutes } from './signed-file.ts'
import { addWorkflowRoutes } from './workflow.ts'

/** What Lumigator's clients speak, in terms of our procedures. */
export async function addLumigatorRoutes(app: FastifyInstance, shared: Platform): Promise<void> {
  const { open_user } = shared.settings
  const platform = shared.withCredentials((request) => readOpenly(request, open_user))
  await app.register(
    async (scope) => {
      scope.setErrorHandler(replyInDetail)
      addJsonWithoutType(scope)
      tellWrongVerb(scope)
      await addDocsRoutes(scope)
      await scope.register(async (signed) => addSignedRoutes(signed, shared))
      await scope.register(async (known) => {
        // before anything of a body is read
        known.addHook('onRequest', async (request) => void (await platform.contextOf(request).authenticate()))
        const add = routesOf(known, platform)
        addHealthRoutes(add)
        addDatasetRoutes(add)
        addJobRoutes(add)
        addExperimentRoutes(add)
        addWorkflowRoutes(add)
        addModelRoutes(add)
        addSecretRoutes(add)
        addTaskRoutes(add)
        addOldHealthRoutes(add)
        addOldExperimentRoutes(add)
        addOldCompletionRoutes(add)
        addOldDeploymentRoutes(add)
      })
    },
    { prefix },
  )
}
