import { z } from 'zod'
import { fileName, id, time } from './field.ts'
import { signedRequest } from './file.ts'

const sha256 = z
  .string()
  .regex(/^[\da-fA-F]{64}$/, 'must be 64 hexadecimal digits')
  .toLowerCase()

/** Bytes on their way in: created, filled from an offset until complete, then used once. */
export const upload = z
  .object({
    id,
    filename: z.string().describe('name of the file'),
    size_bytes: z.number().int().nullable().describe('announced size; null: not known before the end'),
    sha256: z
      .string()
      .nullable()
      .describe('SHA-256 of the bytes, hexadecimal: what was announced until they are complete; null: not known'),
    received_bytes: z.number().int().describe('how much has arrived: go on from here'),
    state: z
      .enum(['open', 'complete', 'used'])
      .describe('open: takes bytes; complete: ready to be used; used: became something'),
    direct: z
      .object({
        part_bytes: z.number().int().describe('size of each part but the last: part n begins at (n - 1) * part_bytes'),
        parts: z.array(z.number().int()).describe('numbers of the parts that the store has, from 1'),
      })
      .nullable()
      .describe('how its bytes can be sent straight to the store (uploads.sign_parts); null: only to uploads.append'),
    created_at: time,
    expires_at: time.describe('unused uploads are removed then'),
  })
  .describe('An upload.')

/** Bytes on their way in. */
export type Upload = z.infer<typeof upload>

/** Starts an upload. */
export const uploadCreateInput = z.object({
  filename: fileName.describe('name of the file, with its extension'),
  size_bytes: z.number().int().min(0).nullable().default(null).describe('size, where it is known'),
  sha256: sha256
    .nullish()
    .describe(
      'SHA-256 of the bytes, hexadecimal: compared with what arrives; bytes that you have already need not be sent',
    ),
})

/** Names an upload. */
export const uploadRef = z.object({ upload_id: id })

/** A part that is sent straight to the store. */
export const partToSend = z.object({
  number: z.number().int().min(1).max(10_000).describe('from 1'),
  size_bytes: z.number().int().min(1).describe('size; that of all parts but the last is part_bytes'),
  sha256: sha256.describe('SHA-256 of its bytes, hexadecimal; the store refuses others'),
})

/** Asks how to send parts of an upload straight to the store. */
export const uploadSignInput = z.object({
  upload_id: id,
  parts: z.array(partToSend).min(1).max(100).describe('up to 100 parts'),
})

/** How to send parts of an upload straight to the store. */
export const signedParts = z
  .object({
    parts: z
      .array(z.object({ number: z.number().int().describe('which part, from 1'), request: signedRequest }))
      .describe('in the order asked for'),
  })
  .describe('How to send parts of an upload.')

/** How to send parts of an upload straight to the store. */
export type SignedParts = z.infer<typeof signedParts>

/** Says that an upload of unknown size has all its bytes. */
export const uploadCompleteInput = z.object({
  upload_id: id,
  size_bytes: z.number().int().min(0).describe('size in all; compared with what arrived'),
})
