import { z } from 'zod'
import { applicationEntry, catalogueFile, slug } from './application.ts'
import { id, json, time } from './field.ts'
import { pageInput, pageOf } from './page.ts'

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

const reference = {
  application: slug.describe('name of the application'),
  version: slug.describe('its version'),
}
const named = { ...reference, entrypoint: slug.describe('the entrypoint of the version') }

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
          ...named,
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

/** Which versions to list. */
export const applicationListInput = pageInput.extend({
  application: slug.optional().describe('only versions of this application'),
})

/** A version of an application, with the names of its entrypoints. */
export const applicationVersion = z
  .object({
    ...reference,
    entrypoints: z.array(z.string()).describe('in the order of the catalogue'),
    used: z.boolean().describe('whether jobs have used any of it'),
    created_at: time,
    updated_at: time.describe('when the catalogue last changed any of it'),
  })
  .describe('A version of an application.')

/** A version of an application, with the names of its entrypoints. */
export type ApplicationVersion = z.infer<typeof applicationVersion>

/** A page of versions. */
export const applicationPage = pageOf(applicationVersion)

/** Names a version of an application, or one entrypoint of it. */
export const applicationRef = z.object({
  ...reference,
  entrypoint: slug.optional().describe('one entrypoint; absent: all of the version'),
})

/** A file that jobs of an entrypoint find in their working folder. */
export const entrypointFile = z.object({
  path: z.string().describe('below the working folder'),
  size_bytes: z.number().int().describe('size'),
  sha256: z.string().nullable().describe('SHA-256 of the bytes, hexadecimal'),
})

/** An entrypoint as it is in the catalogue. */
export const entrypoint = z
  .object({
    ...named,
    definition: applicationEntry.describe('its entry, with all defaults'),
    parameters: z.record(z.string(), json).describe('JSON Schema of the values of its parameters'),
    files: z.array(entrypointFile).describe('files that its jobs find in their working folder'),
    created_at: time,
    updated_at: time.describe('when the catalogue last changed it'),
    used_at: time.nullable().describe('when a job used it first: it never changes again; null: not yet'),
  })
  .describe('An entrypoint of an application.')

/** A version of an application with its entrypoints. */
export const application = z
  .object({ ...reference, entrypoints: z.array(entrypoint).describe('in the order of the catalogue') })
  .describe('A version of an application, with its entrypoints.')

/** A version of an application with its entrypoints. */
export type Application = z.infer<typeof application>

/** Names a file of an entrypoint. */
export const entrypointFileRef = z.object({ ...named, path: catalogueFile })

/** What is no longer in the catalogue. */
export const removedApplication = z
  .object({ ...reference, entrypoints: z.array(z.string()).describe('those that were removed') })
  .describe('What is no longer in the catalogue.')

/** What is no longer in the catalogue. */
export type RemovedApplication = z.infer<typeof removedApplication>
