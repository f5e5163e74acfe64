import { z } from 'zod'
import { applicationEntry, catalogueFile } from './application.ts'
import { entrypointNames } from './application-catalogue.ts'
import { id, json } from './field.ts'

const sha256 = z.string().regex(/^[\da-f]{64}$/, 'must be 64 hexadecimal digits, in small letters')

/** Most entries that are applied at once. */
export const mostEntries = 1000

/** A file that entries name, and where its bytes are. */
export const appliedFile = z.union([
  z.strictObject({
    path: catalogueFile,
    content_base64: z
      .string()
      .max(4_000_000)
      .regex(/^[A-Za-z\d+/]*={0,2}$/, 'must be base64')
      .refine((text) => text.length % 4 === 0, 'must be base64, in groups of four')
      .describe('the bytes themselves, of a small file'),
  }),
  z.strictObject({ path: catalogueFile, upload_id: id.describe('a complete upload with the bytes') }),
  z.strictObject({
    path: catalogueFile,
    sha256: sha256.describe('SHA-256 of bytes that the catalogue has already, hexadecimal'),
    size_bytes: z.number().int().min(0).describe('their size'),
  }),
])

/** A file that entries name, and where its bytes are. */
export type AppliedFile = z.input<typeof appliedFile>

/** What is to be in the catalogue: all of it is applied, or nothing. */
export const applicationApplyInput = z.object({
  entries: z
    .array(applicationEntry)
    .min(1)
    .max(mostEntries)
    .describe('entrypoints, each by itself as in a catalogue file; what is not among them stays as it is'),
  files: z.array(appliedFile).max(10_000).default([]).describe('the files that the entries name, each once'),
})

/** Something that differs from what is in the catalogue. */
export const entrypointChange = z.object({
  path: z.string().describe('where, as parameters.threshold.default, or files.<path> with the SHA-256'),
  before: json.optional().describe('what it is; absent: nothing'),
  after: json.optional().describe('what it is to be; absent: nothing'),
})

/** Something that differs from what is in the catalogue. */
export type EntrypointChange = z.infer<typeof entrypointChange>

/** What becomes of each entry. */
export const catalogueChange = z
  .object({
    items: z
      .array(
        z.object({
          ...entrypointNames,
          outcome: z
            .enum(['created', 'changed', 'unchanged', 'restored', 'refused'])
            .describe('restored: it was removed and is there again; refused: nothing is applied then'),
          changes: z.array(entrypointChange).describe('what differs, of an entry that is changed or refused'),
          reason: z.string().nullable().describe('why it is refused'),
        }),
      )
      .describe('in the order of the entries'),
    missing_files: z
      .array(z.string())
      .describe('paths of files that were named by their SHA-256, and whose bytes the catalogue does not have'),
  })
  .describe('What becomes of each entry.')

/** What becomes of each entry. */
export type CatalogueChange = z.infer<typeof catalogueChange>
