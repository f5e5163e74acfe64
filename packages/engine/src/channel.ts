/** The channels of hints. A hint says where to look, never what is there. */
export const channels = {
  /** Jobs were queued: dispatchers claim. */
  jobs: 'assay_jobs',
  /** Runs have new events (ids of runs): followers read on. */
  events: 'assay_events',
  /** Runs are to be stopped (ids of runs): workers look at what they hold. */
  stops: 'assay_stops',
  /** Logs have new lines, or are complete (ids of jobs): followers read on. */
  logs: 'assay_logs',
  /** Datasets or comparisons have changed (their ids). */
  changes: 'assay_changes',
  /** Credentials were revoked: caches forget. */
  credentials: 'assay_credentials',
} as const

export type Channel = (typeof channels)[keyof typeof channels]
