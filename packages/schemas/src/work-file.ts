import { z } from 'zod'
import { id } from './field.ts'
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
    sha256: z.string().describe('SHA-256 of the bytes, in hex'),
    size_bytes: z.number().int().describe('how many bytes'),
  })
  .describe('A file that an attempt has stored.')

/** Names a file that an attempt leaves. */
export const workOutputRef = workAttemptRef.extend({ name: z.string().min(1).max(200).describe('name of the output') })
