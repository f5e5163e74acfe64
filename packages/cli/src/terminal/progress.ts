import type { UploadProgress } from '@assay/sdk'
import { MultiBar, type SingleBar } from 'cli-progress'
import { formatBytes } from './number-format.ts'
import type { Terminal } from './terminal.ts'
import { visible } from './visible-text.ts'

/** How far one run is. */
interface RunProgress {
  readonly done: number
  readonly total: number
  /** What it is doing, in a word. */
  readonly phase: string
}

/** Shows how far runs are: one live bar each, or plain lines where nobody would see a bar move. */
export interface RunBoard {
  update(run_id: string, progress: RunProgress): void
  stop(): void
}

const barFormat = '{name} {bar} {percentage} % {phase}'

function newMultiBar(format: string): MultiBar {
  return new MultiBar({
    format,
    stream: process.stderr,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: false,
    fps: 10,
  })
}

/** Starts a board with a line for each run. */
export function startRunBoard(
  terminal: Terminal,
  runs: readonly { readonly id: string; readonly name: string }[],
): RunBoard {
  const shown = runs.map(({ id, name }) => ({ id, name: visible(name) }))
  return terminal.isWatched ? barBoard(shown) : lineBoard(terminal, shown)
}

function barBoard(runs: readonly { readonly id: string; readonly name: string }[]): RunBoard {
  const board = newMultiBar(barFormat)
  const width = Math.max(...runs.map(({ name }) => name.length))
  const bars = new Map<string, SingleBar>()
  for (const { id, name } of runs) bars.set(id, board.create(1, 0, { name: name.padEnd(width), phase: 'queued' }))
  return {
    update: (run_id, { done, total, phase }) => {
      const bar = bars.get(run_id)
      bar?.setTotal(Math.max(total, 1))
      bar?.update(done, { phase })
    },
    stop: () => board.stop(),
  }
}

/** A line when the phase changes, and every quarter in between. */
function lineBoard({ say }: Terminal, runs: readonly { readonly id: string; readonly name: string }[]): RunBoard {
  const names = new Map(runs.map(({ id, name }) => [id, name]))
  const said = new Map<string, string>()
  return {
    update: (run_id, { done, total, phase }) => {
      const quarter = total === 0 ? 0 : Math.floor((4 * done) / total) * 25
      const line = `${names.get(run_id)}: ${phase}${quarter > 0 && quarter < 100 ? `, ${quarter} %` : ''}`
      if (said.get(run_id) !== line) say(line)
      said.set(run_id, line)
    },
    stop: () => undefined,
  }
}

/** Shows how far an upload is. */
export interface UploadBar {
  update(progress: UploadProgress): void
  stop(): void
}

/** Starts a bar for an upload; where nobody would see it move, one line at the end. */
export function startUploadBar(terminal: Terminal, name: string): UploadBar {
  let last: UploadProgress | undefined
  const board = terminal.isWatched ? newMultiBar('{name} {bar} {size}') : undefined
  const bar = board?.create(1, 0, { name: visible(name), size: '' })
  return {
    update: (progress) => {
      last = progress
      const { received_bytes, size_bytes } = progress
      bar?.setTotal(size_bytes ?? received_bytes)
      bar?.update(received_bytes, { size: formatBytes(received_bytes) })
    },
    stop: () => {
      board?.stop()
      if (!board && last) terminal.say(`${name}: uploaded ${formatBytes(last.received_bytes)}`)
    },
  }
}
