import { createHints, type Database, type Hints, Listener, listLogChunks, openDatabase } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import type { WorkSource } from '@assay/dispatch'
import type { JobSight, WorkScene } from '@assay/dispatch/testing'
import {
  channels,
  createSignals,
  type EngineDeps,
  requestStop,
  settleAttempts,
  submitRuns,
  transactAround,
} from '@assay/engine'
import { addUser, unheard } from '@assay/engine/testing'
import type { Kysely } from 'kysely'
import { openOwnWork } from '../src/own-work.ts'
import { type CuttableDatabase, openCuttable } from './cuttable-database.ts'

const log = { info() {}, warn() {}, error() {} }

class AnswerLost extends Error {
  readonly code = 'ECONNRESET'
}

interface Own {
  readonly db: Kysely<Database>
  readonly owner_id: string
  readonly database: CuttableDatabase
  readonly stack: AsyncDisposableStack
}

/** Work in a database; the connections of its sources can be cut. */
export class OwnWorkScene implements WorkScene {
  readonly #own: Own
  readonly #db: Kysely<Database>
  readonly #deps: EngineDeps
  #losesAnswer = false

  private constructor(deps: EngineDeps, own: Own) {
    this.#deps = deps
    this.#own = own
    this.#db = own.db
  }

  static async open(): Promise<OwnWorkScene> {
    await using opened = new AsyncDisposableStack()
    const { url, db } = opened.use(await createTestDatabase())
    const database = opened.use(await openCuttable(url))
    const sources = openDatabase<Database>({ url: database.url, pool_size: 4 })
    opened.defer(() => sources.destroy())
    const listener = opened.use(await Listener.open({ url, channels: Object.values(channels) }))
    const deps = { db: sources, hints: opened.use(createHints(db)), signals: createSignals(listener), log }
    return new OwnWorkScene(deps, { db, database, owner_id: await addUser(db), stack: opened.move() })
  }

  async open(): Promise<WorkSource> {
    const source = await openOwnWork(this.#deps, { name: 'a worker', slots: 4, kinds: ['step'], lease_seconds: 2 })
    return {
      ...source,
      claim: async (wanted) => {
        const claimed = await source.claim(wanted)
        if (!this.#losesAnswer || claimed.jobs.length === 0) return claimed
        this.#losesAnswer = false
        throw new AnswerLost('the answer was lost')
      },
    }
  }

  async submit(name: string, kind = 'step'): Promise<void> {
    const run = { owner_id: this.#own.owner_id, name, jobs: [{ name, kind, spec: {}, needs: [], fingerprint: null }] }
    await transactAround({ ...this.#deps, db: this.#db }, (held) => submitRuns(held, [run]))
  }

  async stop(name: string): Promise<void> {
    const { run_id } = await this.#find(name)
    await transactAround({ ...this.#deps, db: this.#db }, (held) => requestStop(held, run_id))
  }

  async see(name: string): Promise<JobSight> {
    const { state, attempt, worker_id, progress_done: done, progress_total: total } = await this.#find(name)
    return { name, state, attempt, worker_id, progress: done === null ? null : { done, total } }
  }

  async readLog(name: string, attempt: number): Promise<string> {
    const { id: job_id } = await this.#find(name)
    const chunks = await listLogChunks(this.#db, { job_id, attempt, after_line: 0, limit: 100 })
    return chunks.map(({ text }) => text).join('')
  }

  async lose(source: WorkSource): Promise<void> {
    await this.#declareLost(source, this.#deps.hints)
  }

  async pass(source: WorkSource, other: WorkSource): Promise<void> {
    await this.#declareLost(source, unheard(this.#db).hints)
    await other.claim({ slots: 100, kinds: ['step'] })
  }

  async #declareLost({ worker_id }: WorkSource, hints: Hints): Promise<void> {
    const jobs = this.#db.selectFrom('jobs').selectAll().where('worker_id', '=', worker_id)
    const held = await jobs.where('state', '=', 'running').execute()
    await settleAttempts(
      { db: this.#db, hints },
      held.map(({ id, run_id, attempt }) => ({ job_id: id, run_id, attempt, worker_id, end: { kind: 'lost' } })),
    )
  }

  loseNextAnswer(): void {
    this.#losesAnswer = true
  }

  async goAway(): Promise<void> {
    this.#own.database.cut()
  }

  async comeBack(): Promise<void> {
    this.#own.database.mend()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#own.stack.disposeAsync()
  }

  async #find(name: string) {
    return this.#db.selectFrom('jobs').selectAll().where('name', '=', name).executeTakeFirstOrThrow()
  }
}
