import type { Event, GraphNode, JobWaiting, Run } from '@assay/sdk'
import { CommandError } from './command-error.ts'
import { interrupted, requireSuccess } from './run-following.ts'
import type { Session } from './session/session.ts'
import { type RunBoard, startRunBoard } from './terminal/progress.ts'
import { visible } from './terminal/visible-text.ts'
import { placeOf, tellWaiting } from './waiting-jobs.ts'

interface Wanted {
  /** The job whose log is printed in the end; the first that failed, unless given. */
  readonly log: string | undefined
}

/** More lines than a terminal holds cannot be rewritten in place. */
const mostLive = 40

/** Shows how far each job of a run is until it has ended, then a log. Throws, to exit with 3, when the run failed. */
export async function followJobs(session: Session, run: Run, { log }: Wanted): Promise<void> {
  const { assay, isJson } = session
  const nodes: GraphNode[] = []
  for await (const node of assay.runs.graph(run.id)) nodes.push(node)
  if (log !== undefined && !nodes.some(({ name }) => name === log)) {
    throw new CommandError(`The run has no job "${log}". It has ${nodes.map(({ name }) => name).join(', ')}.`)
  }
  await follow(session, run, nodes)
  const ended = await assay.runs.wait(run.id)
  const chosen = log ?? ended.jobs.find(({ state }) => state === 'failed')?.name
  const node = nodes.find(({ name }) => name === chosen)
  if (node && !isJson) await tellLog(session, node)
  session.show(ended, ({ name, id, state }) => `${name} ${state} (run ${id}).`)
  requireSuccess([ended])
}

async function tellLog({ assay, terminal }: Session, node: GraphNode): Promise<void> {
  if (node.reused_from !== null) return terminal.say(reusedLog(node.reused_from))
  terminal.say(`The log of ${visible(node.name)}:`)
  for await (const { text } of assay.jobs.logs(node.id)) terminal.print(visible(text))
}

/** Where the log is of a job that was reused instead of executed. */
export function reusedLog(reused_from: string): string {
  return `The job is reused, so it has no log of its own: assay jobs logs ${reused_from}`
}

async function follow({ assay, terminal, isJson }: Session, run: Run, nodes: readonly GraphNode[]): Promise<void> {
  const isWatched = terminal.isWatched && nodes.length <= mostLive
  const board = startRunBoard({ terminal: { ...terminal, isWatched }, isJson }, nodes)
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  process.once('SIGINT', leave)
  const { signal } = leaving
  const waiting = new Set<string>()
  void tellWaiting({ assay }, waiting, { signal, isLive: isWatched, tell: (id, why) => tellReason(board, id, why) })
  try {
    for (const { id, state } of nodes) {
      if (state === 'blocked') board.update(id, { ...nothing, phase: state })
      if (state === 'blocked' || state === 'queued') waiting.add(id)
    }
    for await (const event of assay.runs.events(run.id, { signal })) note(board, waiting, event)
  } catch (error) {
    if (!leaving.signal.aborted) throw error
    throw interrupted([run])
  } finally {
    process.removeListener('SIGINT', leave)
    leaving.abort()
    board.stop()
  }
}

function tellReason(board: RunBoard, job_id: string, waiting: JobWaiting): void {
  const place = placeOf(waiting)
  const reason = waiting.message.replace(/\.$/, '')
  board.update(job_id, { ...nothing, phase: `waits: ${reason}${place === undefined ? '' : ` (${place})`}` })
}

const nothing = { done: 0, total: 0 }

/** What each kind of event makes of its job, in a word. */
const phases: { readonly [Type in Event['type']]?: string } = {
  'job.queued': 'queued',
  'job.started': 'running',
  'job.progress': 'running',
  'job.retried': 'queued again',
  'job.lost': 'queued again',
  'job.handed_back': 'queued again',
  'job.reused': 'reused',
  'job.succeeded': 'succeeded',
  'job.failed': 'failed',
  'job.stopped': 'stopped',
  'job.skipped': 'skipped',
}

function note(board: RunBoard, waiting: Set<string>, { type, job_id, data }: Event): void {
  const phase = phases[type]
  if (job_id === null || phase === undefined) return
  if (phase.startsWith('queued')) waiting.add(job_id)
  else waiting.delete(job_id)
  const { done, total } = data
  const isTold = type === 'job.progress' && typeof done === 'number'
  board.update(job_id, { phase, ...(isTold ? { done, total: typeof total === 'number' ? total : done } : nothing) })
}
