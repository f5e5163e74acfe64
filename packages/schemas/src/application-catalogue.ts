import { z } from 'zod'
import { applicationEntry, catalogueFile, slug } from './application.ts'
import { json, time } from './field.ts'
import { pageInput, pageOf } from './page.ts'

const versionNames = {
  application: slug.describe('name of the application'),
  version: slug.describe('its version'),
}

/** What tells an entrypoint from all others. */
export const entrypointNames = { ...versionNames, entrypoint: slug.describe('the entrypoint of the version') }

/** Which versions to list. */
export const applicationListInput = pageInput.extend({
  application: slug.optional().describe('only versions of this application'),
})

/** A version of an application, with the names of its entrypoints. */
export const applicationVersion = z
  .object({
    ...versionNames,
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
  ...versionNames,
  entrypoint: slug.optional().describe('one entrypoint; absent: all of the version'),
})

/** A file that jobs of an entrypoint find in their working folder. */
const entrypointFile = z.object({
  path: z.string().describe('below the working folder'),
  size_bytes: z.number().int().describe('size'),
  sha256: z.string().nullable().describe('SHA-256 of the bytes, hexadecimal'),
})

/** An entrypoint as it is in the catalogue. */
export const entrypoint = z
  .object({
    ...entrypointNames,
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
  .object({ ...versionNames, entrypoints: z.array(entrypoint).describe('in the order of the catalogue') })
  .describe('A version of an application, with its entrypoints.')

/** A version of an application with its entrypoints. */
export type Application = z.infer<typeof application>

/** Names a file of an entrypoint. */
export const entrypointFileRef = z.object({ ...entrypointNames, path: catalogueFile })

/** What is no longer in the catalogue. */
export const removedApplication = z
  .object({ ...versionNames, entrypoints: z.array(z.string()).describe('those that were removed') })
  .describe('What is no longer in the catalogue.')

/** What is no longer in the catalogue. */
export type RemovedApplication = z.infer<typeof removedApplication>
