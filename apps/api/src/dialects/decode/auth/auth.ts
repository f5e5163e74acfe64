import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../../platform.ts'
import { Refusal } from '../../error.ts'
import { type Asked, routesOf } from '../../routes.ts'
import { addForms, readForm, readLogin } from './form.ts'
import { expires_in, tokenFor } from './sign-in.ts'
import { signUp } from './sign-up.ts'

/** Accounts and tokens without Cognito, where the operator wants them. */
export async function addAuthRoutes(scope: FastifyInstance, platform: Platform): Promise<void> {
  addForms(scope)
  const add = routesOf(scope, platform)
  add('POST', '/user', signUp)
  add('POST', '/token', async (asked) => {
    const id_token = await signIn(asked)
    asked.reply.code(201)
    return { id_token, expires_in }
  })
  add('POST', '/login', async (asked) => {
    const token = await signIn(asked)
    const cookie = `Authorization="Bearer ${token}"; HttpOnly; Max-Age=1800; Path=/; SameSite=none; Secure`
    asked.reply.header('set-cookie', cookie)
    return { message: "You've successfully logged in. Welcome back!" }
  })
}

async function signIn(asked: Asked): Promise<string> {
  const token = await tokenFor(asked.platform, asked.request, readLogin(readForm(asked)))
  if (token === undefined) throw new Refusal(400, 'Incorrect email or password')
  return token
}
