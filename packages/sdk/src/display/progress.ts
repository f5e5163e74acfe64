import type { Run, RunDetail } from '@assay/schemas'
import { toPlainText } from '../plain-text.ts'
import type { UploadProgress } from '../sending.ts'
import { formatBytes } from './number-format.ts'
import { howFar } from './run-view.ts'

/** Where progress is shown: `tslab.newDisplay()` is one. */
export interface ProgressDisplay {
  /** Shows a text in place of the one before. */
  text(text: string): void
  /** All is done: what comes next stands below. */
  end?(): void
}

/** What progress there is: of an upload, of a run, or of several. */
export type Progress = UploadProgress | RunDetail | readonly RunDetail[]

/**
 * Shows progress in place: in a cell of Deno's notebooks, on one line of a terminal, or where it is told to. For
 * `onProgress` of uploads and waits.
 *
 * @example
 * const dataset = await assay.datasets.upload('news.csv', { onProgress: showProgress() })
 * await assay.runs.waitAll(run_ids, { onProgress: showProgress() })
 * // in tslab
 * await assay.runs.wait(run_id, { onProgress: showProgress(tslab.newDisplay()) })
 */
export function showProgress(
  display: ProgressDisplay = denoDisplay() ?? terminalDisplay(),
): (progress: Progress) => void {
  let last = ''
  return (progress) => {
    const text = toPlainText(describe(progress))
    if (text === last) return
    display.text(text)
    if (isOver(progress)) display.end?.()
    last = text
  }
}

function describe(progress: Progress): string {
  if ('received_bytes' in progress) return describeUpload(progress)
  const runs: readonly RunDetail[] = 'state' in progress ? [progress] : progress
  return runs.map(describeRun).join(' · ')
}

function isOver(progress: Progress): boolean {
  if ('received_bytes' in progress) return progress.received_bytes === progress.size_bytes
  const runs: readonly RunDetail[] = 'state' in progress ? [progress] : progress
  return runs.every(({ finished_at }) => finished_at !== null)
}

function describeUpload({ received_bytes, size_bytes }: UploadProgress): string {
  const received = `${formatBytes(received_bytes)} uploaded`
  return size_bytes === null ? received : `${formatBytes(received_bytes)} of ${formatBytes(size_bytes)} uploaded`
}

function describeRun({ name, state, jobs }: RunDetail): string {
  const job = jobs.find((one) => one.state === 'running') ?? jobs.find((one) => one.progress !== null)
  const far = isOpen(state) && job ? howFar(job.progress) : ''
  return far ? `${name}: ${state}, ${far}` : `${name}: ${state}`
}

function isOpen(state: Run['state']): boolean {
  return state === 'blocked' || state === 'queued' || state === 'running'
}

/** A cell of Deno's kernel, which knows displays that are updated. */
function denoDisplay(): ProgressDisplay | undefined {
  const jupyter = reach(Reflect.get(globalThis, 'Deno'), 'jupyter')
  const show = reach(jupyter, 'display')
  if (typeof show !== 'function') return undefined
  const display_id = crypto.randomUUID()
  let update = false
  return {
    text: (text) => {
      show.call(jupyter, { 'text/plain': text }, { raw: true, display_id, update })
      update = true
    },
  }
}

/** The line of a terminal where the cursor stands; where there is no terminal, nothing is shown. */
function terminalDisplay(): ProgressDisplay {
  const stderr = typeof process === 'undefined' ? undefined : process.stderr
  const write = (text: string) => {
    if (stderr?.isTTY) stderr.write(text)
  }
  return { text: (text) => write(`\r\u001b[2K${text}`), end: () => write('\n') }
}

function reach(value: unknown, name: string): unknown {
  return value instanceof Object ? Reflect.get(value, name) : undefined
}
