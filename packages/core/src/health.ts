import { countLiveJobs as countJobs, hasAdmin } from '@assay/db'
import type { CoreDeps } from './deps.ts'

const patienceMs = 2_000

export interface Dependencies {
  readonly database: 'ok' | 'unreachable'
  readonly storage: 'ok' | 'unreachable'
  readonly queue: 'ok' | 'unreachable'
}

/** A dependency that does not answer within two seconds is down. */
export async function checkDependencies({ db, storage, queue, log }: CoreDeps): Promise<Dependencies> {
  const ask = async (name: keyof Dependencies, question: Promise<unknown>) => {
    const silent = Promise.withResolvers<never>()
    const timer = setTimeout(() => silent.reject(new Error('no answer')), patienceMs)
    try {
      await Promise.race([question, silent.promise])
      return 'ok'
    } catch (error) {
      log.warn({ error, dependency: name }, 'a dependency is unreachable')
      return 'unreachable'
    } finally {
      clearTimeout(timer)
    }
  }
  const asked = [ask('database', hasAdmin(db)), ask('storage', storage.check()), ask('queue', queue.check())] as const
  const [database, stored, queued] = await Promise.all(asked)
  return { database, storage: stored, queue: queued }
}

export async function countLiveJobs({ db }: CoreDeps): Promise<{ queued: number; running: number }> {
  return countJobs(db)
}
