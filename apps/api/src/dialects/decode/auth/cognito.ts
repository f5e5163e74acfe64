import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../platform.ts'
import { addJsonWithoutType } from '../../json-body.ts'
import type { Asked } from '../../routes.ts'
import { routesOf } from '../../routes.ts'
import { replyAsDecode } from '../error.ts'
import { expires_in, tokenFor } from './sign-in.ts'

/** Where clients of Cognito's find what stands for it. */
export const cognitoPrefix = '/decode/cognito'

const initiateAuth = z.object({
  AuthFlow: z.literal('USER_PASSWORD_AUTH'),
  AuthParameters: z.object({ USERNAME: z.string(), PASSWORD: z.string() }),
})

/** The one call of Cognito's that DECODE's workers and tests make, for servers without a pool. */
export async function addCognito(scope: FastifyInstance, platform: Platform): Promise<void> {
  scope.setErrorHandler(replyAsDecode)
  addJsonWithoutType(scope)
  routesOf(scope, platform)('POST', '/', initiate)
}

async function initiate({ platform, request, reply }: Asked) {
  reply.type('application/x-amz-json-1.1')
  const target = request.headers['x-amz-target']
  const asked = initiateAuth.safeParse(request.body).data
  if (target !== 'AWSCognitoIdentityProviderService.InitiateAuth' || !asked) {
    return refuse(reply, 'InvalidParameterException', 'Only InitiateAuth with USER_PASSWORD_AUTH is known here.')
  }
  const { USERNAME: username, PASSWORD: password } = asked.AuthParameters
  const IdToken = await tokenFor(platform, request, { username, password })
  if (IdToken === undefined) return refuse(reply, 'NotAuthorizedException', 'Incorrect username or password.')
  const AuthenticationResult = { IdToken, AccessToken: IdToken, ExpiresIn: expires_in, TokenType: 'Bearer' }
  return JSON.stringify({ AuthenticationResult, ChallengeParameters: {} })
}

function refuse(reply: Asked['reply'], type: string, message: string): string {
  reply.code(400)
  return JSON.stringify({ __type: type, message })
}
