import type { Event, Run, RunDetail } from '@assay/sdk'
import { CommandError, exitCodes } from './command-error.ts'
import type { Session } from './session/session.ts'
import { type RunBoard, startRunBoard } from './terminal/progress.ts'

/** Follows runs to their end, showing how far they are. Ctrl-C ends the following, not the runs. */
export async function followRuns(session: Session, runs: readonly Pick<Run, 'id' | 'name'>[]): Promise<RunDetail[]> {
  const { terminal, assay } = session
  const board = startRunBoard(terminal, runs)
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  process.once('SIGINT', leave)
  try {
    return await Promise.all(
      runs.map(async ({ id }) => {
        await follow(session, id, { board, signal: leaving.signal })
        return assay.runs.wait(id, { signal: leaving.signal })
      }),
    )
  } catch (error) {
    if (!leaving.signal.aborted) throw error
    throw interrupted(runs)
  } finally {
    process.removeListener('SIGINT', leave)
    leaving.abort()
    board.stop()
  }
}

interface Following {
  readonly board: RunBoard
  readonly signal: AbortSignal
}

async function follow({ assay }: Session, run_id: string, { board, signal }: Following): Promise<void> {
  const tally = new Tally()
  for await (const event of assay.runs.events(run_id, { signal })) {
    tally.note(event)
    board.update(run_id, tally)
  }
}

/** How far a run is, from its events: the examples of its inference, then those of its evaluation. */
class Tally {
  phase = 'queued'
  readonly #jobs = new Map<string, { readonly done: number; readonly total: number }>()

  get done(): number {
    return this.#sum('done')
  }

  get total(): number {
    return this.#sum('total')
  }

  note({ type, job_id, data }: Event): void {
    if (type === 'job.progress' && job_id !== null) {
      const { done, total, name } = data
      const phase = name === 'evaluation' ? 'scoring' : 'running'
      if (phase !== this.phase) this.#jobs.clear()
      this.phase = phase
      if (typeof done === 'number') this.#jobs.set(job_id, { done, total: typeof total === 'number' ? total : done })
    } else if (type === 'run.started') this.phase = 'running'
    else if (type === 'run.stop_requested') this.phase = 'stopping'
    else if (isEnd(type)) this.#end(type.slice('run.'.length))
  }

  #end(phase: string): void {
    this.phase = phase
    if (phase !== 'succeeded') return
    if (this.#jobs.size === 0) this.#jobs.set('', { done: 1, total: 1 })
    for (const [job, { total }] of this.#jobs) this.#jobs.set(job, { done: total, total })
  }

  #sum(part: 'done' | 'total'): number {
    return [...this.#jobs.values()].reduce((sum, job) => sum + job[part], 0)
  }
}

function isEnd(type: Event['type']): boolean {
  return type === 'run.succeeded' || type === 'run.failed' || type === 'run.stopped'
}

function interrupted(runs: readonly Pick<Run, 'id'>[]): CommandError {
  const watch = runs.map(({ id }) => `  assay runs watch ${id}`).join('\n')
  const goOn = runs.length === 1 ? 'The run goes on. To watch it' : 'The runs go on. To watch them'
  return new CommandError(`${goOn} again:\n${watch}`, exitCodes.interrupted)
}

/** Throws, to exit with 3, when a run did not succeed. */
export function requireSuccess(runs: readonly RunDetail[]): void {
  const failed = runs.filter(({ state }) => state !== 'succeeded')
  if (failed.length === 0) return
  const lines = failed.map(
    ({ name, id, state, error }) => `${name} ${state}${error ? `: ${error.message}` : ''} (run ${id})`,
  )
  throw new CommandError(lines.join('\n'), exitCodes.runFailed)
}
