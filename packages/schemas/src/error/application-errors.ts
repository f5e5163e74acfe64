import { z } from 'zod'
import { didYouMean, entry, nearest, quoted } from './entry.ts'

/** Errors about the catalogue of applications. */
export const applicationErrors = {
  APPLICATION_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ application: z.string().describe('as maps/1, or maps/1/map_crop'), nearest }),
    message: ({ application, nearest: names }) =>
      `There is no application "${application}" in the catalogue.${didYouMean(names)}`,
  }),
  APPLICATION_USED: entry({
    status: 409,
    retryable: false,
    data: z.object({
      used: z
        .array(
          z.object({
            application: z.string().describe('as maps/1/map_crop'),
            changes: z.array(z.string()).describe('paths of what differs'),
          }),
        )
        .describe('the entrypoints that differ from what jobs have used'),
    }),
    message: ({ used }) =>
      'Jobs have used what is in the catalogue, so that it never changes again: ' +
      `${used.map(({ application, changes }) => `${application} differs in ${quoted(changes)}`).join('; ')}. ` +
      'Give a new version.',
  }),
  APPLICATION_REQUIRED: entry({
    status: 409,
    retryable: false,
    data: z.object({ application: z.string(), required_by: z.array(z.string()) }),
    message: ({ application, required_by }) =>
      `"${application}" is required by ${quoted(required_by)}. Remove those first, or the version as a whole.`,
  }),
  APPLICATION_FILES_MISSING: entry({
    status: 409,
    retryable: false,
    data: z.object({ paths: z.array(z.string()) }),
    message: ({ paths }) =>
      `The catalogue does not have the bytes of ${quoted(paths)}. Send them with the entries, as content or uploads.`,
  }),
} as const
