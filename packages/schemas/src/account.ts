import { z } from 'zod'
import { name, wholeText } from './field.ts'
import { sensitive } from './sensitive.ts'
import { email, password, userDeleteInput } from './user.ts'

/** Who may make an account. */
export const signUpMode = z
  .enum(['closed', 'invitation', 'open'])
  .describe('closed: nobody; invitation: whom an admin has invited; open: everybody')

/** Who may make an account. */
export type SignUpMode = z.infer<typeof signUpMode>

/** What a link that works once carries after its "=". */
const linkToken = sensitive(z.string().min(1).max(200).describe('the part of the link after "="'))

/** The password that the account has so far; only accounts without one, of outside issuers, leave it out. */
const currentPassword = sensitive(
  wholeText.min(1).max(256).optional().describe('your password; absent only where your account has none'),
)

const revokeApiKeys = z
  .boolean()
  .default(false)
  .describe('whether to revoke all API keys too, as after somebody else has had the password')

/** How accounts come about on this server. */
export const accountOptions = z
  .object({
    sign_up: signUpMode,
    has_admin: z
      .boolean()
      .describe('whether anybody manages the server; until then the link that was printed makes the one who does'),
    mail: z.boolean().describe('whether the server sends mail, so that forgotten passwords can be replaced'),
  })
  .describe('How accounts come about here.')

/** How accounts come about on this server. */
export type AccountOptions = z.infer<typeof accountOptions>

/** Makes an account. */
export const signUpInput = z.object({
  email,
  password,
  name: name.optional().describe('what to call the user; absent: the e-mail address'),
  invitation: linkToken
    .optional()
    .describe('the part of the invitation after "="; needed where sign-up is by invitation'),
})

/** What to do after signing up. */
export const signUpResult = z.object({
  next: z
    .enum(['sign_in', 'confirm_email'])
    .describe('sign_in: the account works; confirm_email: a mail tells how to go on'),
})

/** What to do after signing up. */
export type SignUpResult = z.infer<typeof signUpResult>

/** Confirms an e-mail address: whoever reads its mail shows that it was they who gave it. */
export const confirmEmailInput = z.object({ token: linkToken, password: currentPassword })

/** Asks whether a link works. */
export const linkCheckInput = z.object({
  purpose: z.enum(['confirm', 'reset', 'invitation']).describe('the part of the link before "="'),
  token: linkToken,
})

/** Asks for a mail with which to choose a new password. */
export const requestResetInput = z.object({ email })

/** Chooses a new password by a link. */
export const resetPasswordInput = z.object({ token: linkToken, password, revoke_api_keys: revokeApiKeys })

/** Chooses a new password. */
export const changePasswordInput = z.object({
  current_password: currentPassword,
  password,
  revoke_api_keys: revokeApiKeys,
})

/** Changes the profile. */
export const accountUpdateInput = z.object({ name: name.describe('what to call you') })

/** Changes the e-mail address. */
export const changeEmailInput = z.object({ email, password: currentPassword })

/** What a change of the e-mail address comes to. */
export const changeEmailResult = z.object({
  next: z
    .enum(['done', 'confirm_email'])
    .describe('done: the new address is yours; confirm_email: once the link in a mail to it was opened'),
})

/** What a change of the e-mail address comes to. */
export type ChangeEmailResult = z.infer<typeof changeEmailResult>

/** Deletes the account. */
export const accountDeleteInput = userDeleteInput.omit({ user_id: true }).extend({ password: currentPassword })
