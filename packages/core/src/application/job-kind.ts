import type { JobKinds } from '../run/job-kind.ts'
import { pathOfOutput } from './declared-output.ts'

export const applicationKind: JobKinds['application'] = {
  placement: 'any',
  usesSecret: ({ secrets, registry_secret }) => secrets.length > 0 || registry_secret !== null,
  outputPath: pathOfOutput,
  async checkDownload() {},
  async holdForRetry() {},
  async copyToRetry() {},
}
