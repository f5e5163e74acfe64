import { availableParallelism, totalmem } from 'node:os'
import { executorLabel } from '@assay/core'
import type { Log } from '@assay/dispatch'
import { openProcessExecutor } from '@assay/executors'
import type { Executors } from '@assay/runners'
import { type Offers, offers } from '@assay/schemas'

/** What contains commands of applications; `none` only where the operator says so. */
export type SandboxChoice = 'auto' | 'bubblewrap' | 'unshare' | 'none'

export type OpenExecutors = Executors & AsyncDisposable

/** What this machine can execute applications with: those that cannot work here are left out, and it is said why. */
export async function openExecutors(sandbox: SandboxChoice, log: Log): Promise<OpenExecutors> {
  const executor = await openProcessExecutor(sandbox === 'auto' ? {} : { sandboxes: [sandbox] })
  const close = { [Symbol.asyncDispose]: () => executor[Symbol.asyncDispose]() }
  if (executor.containment !== 'refused') return { process: executor, ...close }
  log.warn(
    { sandbox },
    'commands of applications are not executed here, as there is no sandbox for them: install bubblewrap, or let ' +
      'users make namespaces; ASSAY_SANDBOX=none executes them without one',
  )
  return close
}

/** What this machine has in all, for jobs to be booked on. */
export function offersOf(executors: Executors): Offers {
  const names = (['process', 'docker'] as const).filter((name) => executors[name] !== undefined)
  const limit = process.constrainedMemory()
  return offers.parse({
    cpu: availableParallelism(),
    memory_bytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    labels: names.map(executorLabel),
  })
}
