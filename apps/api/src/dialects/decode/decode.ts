import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../platform.ts'
import { addCognito, cognitoPrefix } from './auth/cognito.ts'
import { userPrefix, workerPrefix } from './base.ts'
import { addUserApi } from './user/user-api.ts'
import { addWorkerApi } from './worker/worker-api.ts'

/** What clients of DECODE OpenCloud speak, in terms of our procedures. */
export async function addDecodeRoutes(app: FastifyInstance, shared: Platform): Promise<void> {
  await app.register(async (scope) => addUserApi(scope, shared), { prefix: userPrefix })
  await app.register(async (scope) => addWorkerApi(scope, shared), { prefix: workerPrefix })
  if (shared.settings.decode_auth === true) {
    await app.register(async (scope) => addCognito(scope, shared), { prefix: cognitoPrefix })
  }
}
