import { Dispatcher } from '@assay/dispatch'
import { openOwnWork } from '@assay/worker'
import { z } from 'zod'
import { sharedNow } from '../measure/clock.ts'
import { openBarePgBoss } from '../platform/bare-pg-boss.ts'
import { openEngine } from '../platform/engine.ts'
import { noOpKind, nothing } from '../platform/no-op.ts'

export const queue = 'steps'

/** A message of the bare queue: a step of a chain, whose handler sends the next one. */
const stepMessage = z.object({ chain: z.string(), step: z.number(), steps: z.number() })

/** What a step is called by both. */
export function nameOf(chain: string, step: number): string {
  return `${chain}/${step}`
}

/** Starts a dispatcher and a worker of bare pg-boss, side by side; `note` hears of each start. */
export async function startWorkers(
  url: string,
  note: (step: string, started_at: number) => void,
): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const engine = opened.use(await openEngine(url))
  const slots = 16
  const dispatcher = new Dispatcher({
    source: await openOwnWork(engine, { name: 'bench', slots, kinds: [noOpKind] }),
    slots,
    log: engine.log,
    runners: {
      [noOpKind]: async (job) => {
        note(nameOf(job.run_id, Number(job.name)), sharedNow())
        return nothing
      },
    },
  })
  opened.defer(() => dispatcher.drain())
  const { boss } = opened.use(await openBarePgBoss(url, queue))
  await boss.work(queue, { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 }, async (messages) => {
    for (const message of messages) {
      const started_at = sharedNow()
      const { chain, step, steps } = stepMessage.parse(message.data)
      note(nameOf(chain, step), started_at)
      if (step + 1 < steps) await boss.send(queue, { chain, step: step + 1, steps })
    }
  })
  const disposing = opened.move()
  return { [Symbol.asyncDispose]: () => disposing.disposeAsync() }
}
