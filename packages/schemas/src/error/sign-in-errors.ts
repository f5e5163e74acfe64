import { z } from 'zod'
import { describeNeed, need } from '../need.ts'
import { entry, none, notFound } from './entry.ts'

/** Errors about signing in, and about credentials. */
export const signInErrors = {
  UNAUTHENTICATED: entry({
    status: 401,
    retryable: false,
    data: none,
    message: () => 'Sign in: send an API key as "Authorization: Bearer <key>", or HTTP Basic with e-mail and password.',
  }),
  CREDENTIALS_INVALID: entry({
    status: 401,
    retryable: false,
    data: none,
    message: () => 'The credentials are wrong, expired or revoked.',
  }),
  FORBIDDEN: entry({
    status: 403,
    retryable: false,
    data: z.object({ needs: need.describe('the group, scope, share or whatever else is missing') }),
    message: ({ needs }) => `This needs ${describeNeed(needs)}.`,
  }),
  LINK_INVALID: entry({
    status: 401,
    retryable: false,
    data: none,
    message: () =>
      'The sign-in link is unknown, used or expired. Sign in with the account that was made with it; if there is ' +
      'none, restart Assay to get a new link.',
  }),
  PASSWORD_WRONG: entry({
    status: 403,
    retryable: false,
    data: none,
    message: () => 'The current password is wrong. Nothing was changed.',
  }),
  TOKEN_INVALID: entry({
    status: 400,
    retryable: false,
    data: none,
    message: () => 'This link is unknown, used or expired. Ask for a new one.',
  }),
  SIGN_IN_FAILED: entry({
    status: 400,
    retryable: false,
    data: z.object({ issuer: z.string().describe('the name of the identity provider'), reason: z.string() }),
    message: ({ issuer, reason }) => `Signing in with ${issuer} failed: ${reason} Start again from /sign-in.`,
  }),
  ISSUER_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ issuer: z.string() }),
    message: ({ issuer }) =>
      `There is no identity provider "${issuer}" to sign in with. The operator sets them (ASSAY_ISSUERS).`,
  }),
  API_KEY_NOT_FOUND: notFound('API key', 'api_key_id'),
  SESSION_NOT_FOUND: notFound('session', 'session_id'),
  DEVICE_LOGIN_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ user_code: z.string() }),
    message: () =>
      'No device waits under this code: it is unknown, used or expired. Check it, or start again on the device.',
  }),
} as const
