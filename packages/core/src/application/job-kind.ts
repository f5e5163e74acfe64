import type { JobKinds } from '../run/job-kind.ts'

export const applicationKind: JobKinds['application'] = {
  placement: 'any',
  usesSecret: ({ secrets, registry_secret }) => secrets.length > 0 || registry_secret !== null,
  async checkDownload() {},
  async holdForRetry() {},
  async copyToRetry() {},
}
