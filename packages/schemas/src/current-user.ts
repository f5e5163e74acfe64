import { z } from 'zod'
import { id, time } from './field.ts'
import { scope } from './scope.ts'
import { user } from './user.ts'

/** Who is asking, and with which credential. */
export const currentUser = user
  .extend({
    credential: z
      .object({
        kind: z
          .enum(['password', 'session', 'key', 'token'])
          .describe('how the caller signed in; token: a JWT of an issuer'),
        id: id.nullable().describe('of the key or session; null: it has none'),
        name: z.string().nullable().describe('of the key; null: it has none'),
        scopes: z.array(scope).nullable().describe('what it allows; null: all that the user may do'),
        expires_at: time.nullable().describe('null: never, or only its issuer knows'),
      })
      .describe('The credential of the request.'),
  })
  .describe('Who is asking, and with which credential.')

/** Who is asking, and with which credential. */
export type CurrentUser = z.infer<typeof currentUser>
