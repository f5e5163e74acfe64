import { z } from 'zod'
import { id, time, wholeText } from './field.ts'
import { pageOf } from './page.ts'
import { sensitive } from './sensitive.ts'
import { email } from './user.ts'

/** A browser that is signed in. */
export const session = z
  .object({
    id,
    user_agent: z.string().describe('what the browser calls itself'),
    address: z.string().describe('the network address that it signed in from'),
    created_at: time.describe('when it signed in'),
    last_used_at: time.describe('to the minute'),
    expires_at: time.describe('when it ends unless it is used before'),
    is_current: z.boolean().describe('whether it is the one that asks'),
  })
  .describe('A browser that is signed in.')

/** A browser that is signed in. */
export type Session = z.infer<typeof session>

/** A page of sessions. */
export const sessionPage = pageOf(session)

/** Signs a browser in. */
export const signInInput = z.object({
  email,
  password: sensitive(wholeText.min(1).max(256).describe('the password of the account')),
})

/** Names a session. */
export const sessionRef = z.object({ session_id: id })
