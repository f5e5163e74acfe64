import type { Asker } from '@assay/compute'
import type { CoreDeps } from './deps.ts'

/**
 * The deps for somebody who waits for an answer: what they make expensive takes turns with what others do, has less
 * time, and ends when they leave. `whose` is called when it is first needed.
 */
export function onBehalf(deps: CoreDeps, whose: () => Asker): CoreDeps {
  let known: Asker | undefined
  const asker = () => (known ??= whose())
  return {
    ...deps,
    get asker() {
      return asker()
    },
    get tables() {
      return deps.tables.for(asker())
    },
    get statistics() {
      return deps.statistics.for(asker())
    },
  }
}
