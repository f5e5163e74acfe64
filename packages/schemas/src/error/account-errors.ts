import { z } from 'zod'
import { entry, none, notFound } from './entry.ts'

/** Errors about accounts, invitations and shares. */
export const accountErrors = {
  MAIL_REFUSED: entry({
    status: 502,
    retryable: false,
    data: z.object({ reason: z.string() }),
    message: ({ reason }) => `The mail server does not take the mail: ${reason}`,
  }),
  SIGN_UP_CLOSED: entry({
    status: 403,
    retryable: false,
    data: z.object({ mode: z.enum(['closed', 'invitation']).describe('who may sign up here') }),
    message: ({ mode }) =>
      mode === 'closed'
        ? 'Nobody can sign up here. Ask an admin of this server.'
        : 'Signing up here needs an invitation. Ask an admin of this server for one.',
  }),
  INVITATION_FOR_ANOTHER: entry({
    status: 400,
    retryable: false,
    data: z.object({ email: z.string().describe('whom the invitation is for') }),
    message: ({ email }) =>
      `This invitation is for ${email}. Sign up with that address, or ask for another invitation.`,
  }),
  EMAIL_TAKEN: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'There is an account with this e-mail address already. Sign in, or use another address.',
  }),
  MAIL_UNAVAILABLE: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'This server sends no mail. Ask an admin of it for a link with which to choose a new password.',
  }),
  LAST_ADMIN: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'This is the only admin who can sign in. Make somebody else an admin first.',
  }),
  WORK_OF_OTHERS: entry({
    status: 409,
    retryable: false,
    data: z.object({ experiments: z.number().int() }),
    message: ({ experiments }) =>
      `${experiments} ${experiments === 1 ? 'experiment' : 'experiments'} of others ` +
      `${experiments === 1 ? 'is' : 'are'} on datasets of this account, and would be deleted with them. Say ` +
      '"with_work_of_others" if that is meant.',
  }),
  USER_BEING_DELETED: entry({
    status: 409,
    retryable: false,
    data: z.object({ user_id: z.string() }),
    message: () => 'This account is being deleted and cannot be changed any more.',
  }),
  INVITATION_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ invitation_id: z.string() }),
    message: () => 'There is no such invitation that is still open. It may be used or expired.',
  }),
  USER_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ user_id: z.string().optional(), email: z.string().optional() }),
    message: () => 'There is no such user. Check the id or the e-mail address.',
  }),
  SECRET_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ name: z.string() }),
    message: ({ name }) => `You have no secret named "${name}". Store it first.`,
  }),
  SHARE_NOT_FOUND: notFound('share', 'share_id'),
  WEBHOOK_NOT_FOUND: notFound('webhook', 'webhook_id'),
  DELIVERY_NOT_FOUND: notFound('delivery', 'delivery_id'),
  WEBHOOK_DISABLED: entry({
    status: 409,
    retryable: false,
    data: z.object({ webhook_id: z.string() }),
    message: () => 'The webhook is disabled, so nothing is sent to it. Enable it first.',
  }),
  TOO_MANY_WEBHOOKS: entry({
    status: 409,
    retryable: false,
    data: z.object({ most: z.number().int() }),
    message: ({ most }) => `You have ${most} webhooks, which is as many as there may be. Delete one first.`,
  }),
  NO_MAIL_SENT: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'This server sends no mail: its operator sets that up with ASSAY_SMTP_URL. Webhooks work without.',
  }),
} as const
