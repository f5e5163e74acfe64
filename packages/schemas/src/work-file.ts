import { z } from 'zod'
import { id } from './field.ts'
import { partToSend } from './upload.ts'
import { workSessionRef } from './work.ts'

/** Names an attempt that a session holds. */
export const workAttemptRef = workSessionRef.extend({
  job_id: id,
  attempt: z.number().int().min(1).max(1_000_000).describe('number of the attempt'),
})

/** Names a file among what the job is given. */
export const workInputRef = workAttemptRef.extend({ blob_id: id })

/** A file that an attempt has stored: an output once the attempt has succeeded. */
export const workOutput = z
  .object({
    name: z.string().describe('name of the output'),
    path: z.string().describe('where it stands below the output; empty: it is the output'),
    sha256: z.string().nullable().describe('SHA-256 of the bytes, in hex; null: not computed yet'),
    size_bytes: z.number().int().describe('how many bytes'),
  })
  .describe('A file that an attempt has stored.')

/** Names a file that an attempt leaves. */
export const workOutputRef = workAttemptRef.extend({ name: z.string().min(1).max(200).describe('name of the output') })

const fileOfAttempt = workOutputRef.extend({
  path: z.string().max(1000).default('').describe('where it stands below the output; absent: it is the output'),
})

/** Asks how a large file that an attempt leaves is sent. */
export const workOutputBeginInput = fileOfAttempt.extend({
  size_bytes: z.number().int().min(0).describe('how many bytes it has'),
})

/** How a file that an attempt leaves is sent. */
export const workOutputSending = z
  .object({
    part_bytes: z
      .number()
      .int()
      .nullable()
      .describe(
        'size of its parts, the last excepted, which go straight to the store; null: it goes through the server',
      ),
  })
  .describe('How a file that an attempt leaves is sent.')

/** Asks how parts of a file are sent straight to the store. */
export const workOutputSignInput = fileOfAttempt.extend({
  parts: z.array(partToSend).min(1).max(100).describe('up to 100 parts'),
})

/** Says that all parts of a file are at the store, and what they are. */
export const workOutputCompleteInput = fileOfAttempt.extend({
  parts: z
    .array(partToSend.pick({ sha256: true }))
    .min(1)
    .max(10_000)
    .describe('all parts in their order, as the store has them'),
})
