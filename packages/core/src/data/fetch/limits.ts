import type { GuardedFetchOptions } from '@assay/outgoing'

/** How many of a user may be under way. */
export const mostFetches = 20

/** Bounds of a fetch; how large a file may be says the upload that it arrives in. */
export const fetchLimits = {
  headers_seconds: 60,
  silence_seconds: 60,
  total_seconds: 6 * 3600,
  max_body_bytes: Number.POSITIVE_INFINITY,
} satisfies Partial<GuardedFetchOptions>
