import { setTimeout as delay } from 'node:timers/promises'
import type { CoreDeps } from '@assay/core'
import type { Runner, WorkSource } from '@assay/dispatch'
import { StorageAway } from '@assay/storage'

type Deps = Pick<CoreDeps, 'storage' | 'log'>

/** While storage is away, jobs are handed back, which does not count as an attempt, and no more are claimed. */
export function whileStored(source: WorkSource, { storage, log }: Deps): WorkSource {
  let isAway = false
  async function isBack(): Promise<boolean> {
    if (!isAway) return true
    isAway = await storage.check().then(
      () => false,
      () => true,
    )
    if (!isAway) log.info({}, 'storage is back: jobs are claimed again')
    return !isAway
  }
  return {
    ...source,
    claim: async (wanted) => ((await isBack()) ? source.claim(wanted) : { jobs: [], is_partial: false }),
    settle: (endings, wanted) => source.settle(endings, isAway ? undefined : wanted),
    isOutage(error) {
      if (!(error instanceof StorageAway)) return source.isOutage(error)
      if (!isAway) log.error({ error }, 'storage is away: jobs are handed back until it is there again')
      isAway = true
      return true
    },
  }
}

const lookAgainMs = 1_000

/** A handler that waits while storage is away, as its message would use up its tries. */
export function patiently<Payload, Context extends { readonly signal: AbortSignal }>(
  { storage }: Pick<Deps, 'storage'>,
  handle: (payload: Payload, context: Context) => Promise<void>,
): (payload: Payload, context: Context) => Promise<void> {
  return async (payload, context) => {
    for (;;) {
      try {
        return await handle(payload, context)
      } catch (error) {
        const away = await storage.check().then(
          () => undefined,
          (reason: unknown) => reason,
        )
        if (away === undefined) throw error
        await delay(lookAgainMs, undefined, { signal: context.signal, ref: false })
      }
    }
  }
}

/** Whatever fails while storage is away failed by that. */
export function unlessAway({ storage }: Pick<Deps, 'storage'>, run: Runner): Runner {
  return async (job, context) => {
    const since_ms = performance.now()
    try {
      return await run(job, context)
    } catch (error) {
      // it may be back before all that an attempt had begun has ended
      await storage.check({ since_ms })
      throw error
    }
  }
}
