import { createWorker } from '@assay/access'
import { createHints, type Database, type Hints, listLogChunks } from '@assay/db'
import type { WorkSource } from '@assay/dispatch'
import type { JobSight, WorkScene } from '@assay/dispatch/testing'
import { requestStop, settleAttempts, submitRuns, transactAround } from '@assay/engine'
import { unheard } from '@assay/engine/testing'
import { openHttpWork } from '@assay/pull-worker'
import { AssayConnectionError } from '@assay/sdk'
import type { Kysely } from 'kysely'
import { type Platform, startPlatform } from '../../src/index.ts'
import { type CuttableServer, openCuttable } from './cuttable-server.ts'

const log = { info() {}, warn() {}, error() {} }

interface Http {
  readonly platform: Platform
  readonly token: string
  readonly server: CuttableServer
  readonly stack: AsyncDisposableStack
}

/** Work behind a server; the connections of its sources can be cut. */
export class HttpWorkScene implements WorkScene {
  readonly #http: Http
  readonly #db: Kysely<Database>
  readonly #hints: Hints
  #losesAnswer = false

  private constructor(http: Http) {
    this.#http = http
    this.#db = http.platform.core.db
    this.#hints = http.stack.use(createHints(this.#db))
  }

  static async open(): Promise<HttpWorkScene> {
    await using opened = new AsyncDisposableStack()
    const platform = opened.use(await startPlatform({ worker: false }))
    const { token } = await createWorker(platform.core, platform.user.actor, { name: 'a worker', labels: [] })
    const server = opened.use(await openCuttable(platform.url))
    return new HttpWorkScene({ platform, token, server, stack: opened.move() })
  }

  async open(): Promise<WorkSource> {
    const { server, token } = this.#http
    const session = { name: 'a machine', slots: 5, kinds: ['step', 'other'], lease_seconds: 2, wait_seconds: 0.2 }
    const source = await openHttpWork({ url: server.url, token, log, ...session })
    return {
      ...source,
      get worker_id() {
        return source.worker_id
      },
      claim: async (wanted) => {
        const claimed = await source.claim(wanted)
        if (!this.#losesAnswer || claimed.jobs.length === 0) return claimed
        this.#losesAnswer = false
        throw new AssayConnectionError(server.url, new Error('the answer was lost'))
      },
    }
  }

  async submit(name: string, kind = 'step'): Promise<void> {
    const job = { name, kind, spec: {}, needs: [], fingerprint: null, placement: 'any' as const }
    const run = { owner_id: this.#http.platform.user.actor.user_id, name, jobs: [job] }
    await transactAround(this.#deps, (held) => submitRuns(held, [run]))
  }

  async stop(name: string): Promise<void> {
    const { run_id } = await this.#find(name)
    await transactAround(this.#deps, (held) => requestStop(held, run_id))
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
    await this.#declareLost(source, this.#hints)
  }

  async pass(source: WorkSource, other: WorkSource): Promise<void> {
    await this.#declareLost(source, unheard(this.#db).hints)
    await other.claim({ slots: 100, kinds: ['step'] })
  }

  loseNextAnswer(): void {
    this.#losesAnswer = true
  }

  async goAway(): Promise<void> {
    this.#http.server.cut()
  }

  async comeBack(): Promise<void> {
    this.#http.server.mend()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#http.stack.disposeAsync()
  }

  get #deps() {
    return { ...this.#http.platform.core, db: this.#db, hints: this.#hints }
  }

  async #declareLost({ worker_id }: WorkSource, hints: Hints): Promise<void> {
    const jobs = this.#db.selectFrom('jobs').selectAll().where('worker_id', '=', worker_id)
    const held = await jobs.where('state', '=', 'running').execute()
    await settleAttempts(
      { db: this.#db, hints },
      held.map(({ id, run_id, attempt }) => ({ job_id: id, run_id, attempt, worker_id, end: { kind: 'lost' } })),
    )
  }

  async #find(name: string) {
    return this.#db.selectFrom('jobs').selectAll().where('name', '=', name).executeTakeFirstOrThrow()
  }
}
