import { z } from 'zod'
import { entry, none, notFound } from './entry.ts'

/** Errors about uploads. */
export const uploadErrors = {
  UPLOAD_NOT_FOUND: notFound('upload', 'upload_id'),
  UPLOAD_OFFSET_WRONG: entry({
    status: 409,
    retryable: false,
    data: z.object({ received_bytes: z.number() }),
    message: ({ received_bytes }) => `The upload holds ${received_bytes} bytes: go on from that offset.`,
  }),
  UPLOAD_INCOMPLETE: entry({
    status: 409,
    retryable: false,
    data: z.object({ received_bytes: z.number(), size_bytes: z.number() }),
    message: ({ received_bytes, size_bytes }) =>
      `The upload holds ${received_bytes} of ${size_bytes} bytes: send the rest before using it.`,
  }),
  UPLOAD_TOO_LARGE: entry({
    status: 413,
    retryable: false,
    data: z.object({ limit_bytes: z.number() }),
    message: ({ limit_bytes }) => `The upload exceeds the limit of ${limit_bytes} bytes (ASSAY_MAX_UPLOAD_BYTES).`,
  }),
  UPLOAD_SENT_OTHERWISE: entry({
    status: 409,
    retryable: false,
    data: z.object({ direct: z.boolean().describe('whether its bytes go straight to the store') }),
    message: ({ direct }) =>
      direct
        ? 'The parts of this upload go straight to the store: ask uploads.sign_parts how to send them.'
        : 'The bytes come to Assay: send them to uploads.append, and those of an output to work.output.',
  }),
  UPLOAD_CLOSED: entry({
    status: 409,
    retryable: false,
    data: z.object({ received_bytes: z.number() }),
    message: ({ received_bytes }) => `This upload is complete with ${received_bytes} bytes and takes no more.`,
  }),
  UPLOAD_USED: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'This upload is used already. Start another one.',
  }),
  UPLOAD_ALTERED: entry({
    status: 422,
    retryable: false,
    data: z.object({
      announced: z.string().describe('SHA-256 that was announced, hexadecimal'),
      received: z.string().describe('SHA-256 of what arrived'),
    }),
    message: ({ announced, received }) =>
      `What arrived is not what was announced: its SHA-256 is ${received}, not ${announced}. Nothing was kept; send it again.`,
  }),
} as const
