import { z } from 'zod'
import { entry, none } from './entry.ts'

/** Errors about the request itself. */
export const requestErrors = {
  INPUT_INVALID: entry({
    status: 400,
    retryable: false,
    data: z.object({
      issues: z.array(z.object({ path: z.string(), message: z.string() })).describe('one entry for each wrong field'),
    }),
    message: ({ issues }) => {
      const said = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
      return `The input is not valid: ${said}${said.endsWith('?') ? '' : '.'}`
    },
  }),
  CROSS_SITE_REQUEST: entry({
    status: 403,
    retryable: false,
    data: z.object({
      origin: z.string().nullable().describe('where the page that asked comes from, as the browser says'),
    }),
    message: () =>
      'The request comes from a page of another site. Use the pages of Assay itself, send an API key instead of ' +
      'the cookie, or have the operator list the origin of the page in ASSAY_CORS_ORIGINS.',
  }),
  MISDIRECTED: entry({
    status: 421,
    retryable: false,
    data: z.object({ host: z.string().describe('the name that the request was sent to') }),
    message: ({ host }) =>
      `Assay does not answer under the name "${host}": it listens on this machine only. Use http://localhost with ` +
      'the port, or have the operator set ASSAY_PUBLIC_URL to the address that users see.',
  }),
  ROUTE_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: none,
    message: () => 'There is nothing at this address. The API is described at /docs.',
  }),
  BODY_TOO_LARGE: entry({
    status: 413,
    retryable: false,
    data: z.object({ limit_bytes: z.number() }),
    message: ({ limit_bytes }) =>
      `The body exceeds the limit of ${limit_bytes} bytes. Send files through an upload instead.`,
  }),
  MEDIA_TYPE_UNSUPPORTED: entry({
    status: 415,
    retryable: false,
    data: z.object({ accepts: z.string() }),
    message: ({ accepts }) => `The body must be sent as "Content-Type: ${accepts}".`,
  }),
  REFERENCE_AMBIGUOUS: entry({
    status: 400,
    retryable: false,
    data: z.object({
      noun: z.string().describe('what was to be named'),
      reference: z.string().describe('what it was named by'),
      candidates: z
        .array(
          z.object({
            id: z.string().describe('names this one alone'),
            name: z.string().nullable().describe('what it is called'),
            created_at: z.string().describe('when it was made'),
          }),
        )
        .describe('the newest of those that it may be'),
    }),
    message: ({ noun, reference, candidates }) =>
      `"${reference}" may be any of several ${noun}s: ` +
      `${candidates.map((one) => `${one.id} (${[one.name, one.created_at].filter(Boolean).join(', ')})`).join('; ')}. ` +
      'Name the one that is meant by its id.',
  }),
  IDEMPOTENCY_KEY_REUSED: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'This Idempotency-Key was used with another request. Use a new key for a new request.',
  }),
  BATCH_TOO_LARGE: entry({
    status: 400,
    retryable: false,
    data: z.object({ limit: z.number().int() }),
    message: ({ limit }) => `A batch may hold at most ${limit} calls. Split it.`,
  }),
  CURSOR_INVALID: entry({
    status: 400,
    retryable: false,
    data: none,
    message: () => 'The cursor is not one that this list gave. Start again without it.',
  }),
  URL_REFUSED: entry({
    status: 400,
    retryable: false,
    data: z.object({ host: z.string(), reason: z.string() }),
    message: ({ host, reason }) => `Assay does not call ${host}: ${reason}`,
  }),
} as const
