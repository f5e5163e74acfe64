import { email as emailAddress, password as goodPassword } from '@assay/schemas'
import { z } from 'zod'
import { parse, Refusal, saying } from '../../error.ts'
import { literal } from '../../lax.ts'
import type { Asked } from '../../routes.ts'
import { readForm, readLogin } from './form.ts'

const groups = z.array(literal(['users', 'workers', 'cloud'], 'enum'))

/** Makes an account as the server lets strangers make one. Whoever makes it is a user; more only an admin grants. */
export async function signUp(asked: Asked) {
  const { platform, request, reply } = asked
  const form = readForm(asked)
  const { username, password } = readLogin(form)
  const wanted = form.getAll('groups')
  const more = parse(z.object({ groups }), { groups: wanted }, 'body').groups.filter((group) => group !== 'users')
  if (more.length > 0) throw new Refusal(403, `Only an admin can put a user into '${more.join("', '")}'`)
  const email = emailAddress.safeParse(username).data
  if (email === undefined) {
    throw new Refusal(400, 'Boto3 error: InvalidParameterException. Username should be an email.')
  }
  if (!goodPassword.safeParse(password).success) throw new Refusal(400, 'Password does not meet requirements')
  await saying(platform.call(request, 'account.sign_up', { email, password }), {
    EMAIL_TAKEN: () => new Refusal(409, 'User already exists'),
    SIGN_UP_CLOSED: (error) => new Refusal(403, error.message),
  })
  reply.code(201)
  return { email, groups: ['users'] }
}
