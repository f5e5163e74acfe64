import { z } from 'zod'
import { didYouMean, entry, nearest } from './entry.ts'

/** Errors about applications. */
export const applicationErrors = {
  APPLICATION_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ application: z.string().describe('as maps/1, or maps/1/map_crop'), nearest }),
    message: ({ application, nearest: names }) =>
      `There is no application "${application}" in the catalogue.${didYouMean(names)}`,
  }),
} as const
