import type { Run, RunDetail } from '@assay/sdk'
import { CommandError, exitCodes } from './command-error.ts'
import { inOptions } from './option/option-words.ts'
import { countExamples, RunTally } from './run-tally.ts'
import type { Session } from './session/session.ts'
import { type RunBoard, startRunBoard } from './terminal/progress.ts'

/** Follows runs to their end, showing how far they are. Ctrl-C ends the following, not the runs. */
export async function followRuns(session: Session, runs: readonly Pick<Run, 'id' | 'name'>[]): Promise<RunDetail[]> {
  const board = startRunBoard(session, runs)
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  process.once('SIGINT', leave)
  try {
    return await Promise.all(runs.map(({ id }) => follow(session, id, { board, signal: leaving.signal })))
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

async function follow({ assay }: Session, run_id: string, { board, signal }: Following): Promise<RunDetail> {
  const tally = new RunTally(await assay.runs.get(run_id, { signal }))
  for await (const event of assay.runs.events(run_id, { signal })) {
    tally.note(event)
    if (!tally.hasEnded) board.update(run_id, tally)
  }
  const ended = await assay.runs.wait(run_id, { signal })
  board.end(run_id, { ...countExamples(ended), phase: ended.state })
  return ended
}

/** What is said when somebody leaves. */
export function interrupted(runs: readonly Pick<Run, 'id'>[]): CommandError {
  const watch = runs.map(({ id }) => `  assay runs watch ${id}`).join('\n')
  const goOn = runs.length === 1 ? 'The run goes on. To watch it' : 'The runs go on. To watch them'
  const data = { run_ids: runs.map(({ id }) => id) }
  return new CommandError(`${goOn} again:\n${watch}`, exitCodes.interrupted, { data })
}

/** Throws, to exit with 3, when a run did not succeed. */
export function requireSuccess(runs: readonly RunDetail[]): void {
  const failed = runs.filter(({ state }) => state !== 'succeeded')
  if (failed.length === 0) return
  const lines = failed.map(
    ({ name, id, state, error }) => `${name} ${state}${error ? `: ${inOptions(error.message)}` : ''} (run ${id})`,
  )
  const data = { runs: failed.map(({ id, name, state, error }) => ({ id, name, state, error })) }
  throw new CommandError(lines.join('\n'), exitCodes.runFailed, { data })
}
