import type { Run, RunDetail } from '@assay/sdk'
import { CommandError, exitCodes } from './command-error.ts'
import { RunTally } from './run-tally.ts'
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
  const tally = new RunTally(await assay.runs.get(run_id, { signal }))
  for await (const event of assay.runs.events(run_id, { signal })) {
    tally.note(event)
    board.update(run_id, tally)
  }
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
