import { renderComparison } from '@assay/cli'
import { say } from '@assay/program'
import type { Comparison } from '@assay/schemas'

export function announceSample(comparison: Comparison | undefined): void {
  if (comparison?.state !== 'ready') return
  say('')
  say('Three offline models on the bundled sample of short articles:')
  say(renderComparison(comparison))
}
