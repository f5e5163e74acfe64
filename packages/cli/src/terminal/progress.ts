import type { UploadProgress } from '@assay/sdk'
import { MultiBar, type SingleBar } from 'cli-progress'
import { formatBytes } from './number-format.ts'
import type { Terminal } from './terminal.ts'
import { visible } from './visible-text.ts'

/** How far one run is. */
interface RunProgress {
  readonly done: number
  /** 0: nothing is known yet. */
  readonly total: number
  /** What it is doing, in a word. */
  readonly phase: string
}

/** Shows how far runs are: one live bar each, or plain lines where nobody would see a bar move. */
export interface RunBoard {
  update(run_id: string, progress: RunProgress): void
  /** Shows how far a run came that has ended. */
  end(run_id: string, progress: RunProgress): void
  stop(): void
}

type Named = Readonly<Record<'id' | 'name', string>>

/** Who watches, and how. */
export interface Watching {
  readonly terminal: Terminal
  readonly isJson: boolean
}

const barFormat = '{name} {bar} {count}{phase}'
const longestName = 24
/** What stands beside a bar: two blanks, a count and a phase. */
const besideBar = 36

/** Live lines, with as much room for the bar as `taken` characters beside it leave. */
export function newMultiBar(format: string, taken: number): MultiBar {
  const room = (process.stderr.columns || 80) - taken
  return new MultiBar({
    format,
    stream: process.stderr,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: Math.max(5, Math.min(30, room)),
    hideCursor: true,
    clearOnComplete: false,
    fps: 10,
  })
}

/** Starts a board with a line for each run; with --json plain lines would only be in the way of the failure. */
export function startRunBoard({ terminal, isJson }: Watching, runs: readonly Named[]): RunBoard {
  const shown = runs.map(({ id, name }) => ({ id, name: visible(name) }))
  if (terminal.isWatched) return barBoard(shown)
  return isJson ? silentBoard : lineBoard(terminal, shown)
}

const silentBoard: RunBoard = { update: () => undefined, end: () => undefined, stop: () => undefined }

function barBoard(runs: readonly Named[]): RunBoard {
  const width = Math.min(longestName, Math.max(...runs.map(({ name }) => name.length)))
  const board = newMultiBar(barFormat, width + besideBar)
  const bars = new Map<string, SingleBar>()
  for (const { id, name } of runs) {
    const short = name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width)
    bars.set(id, board.create(1, 0, { name: short, count: '', phase: 'queued' }))
  }
  const update: RunBoard['update'] = (run_id, { done, total, phase }) => {
    const bar = bars.get(run_id)
    bar?.setTotal(Math.max(total, 1))
    bar?.update(done, { phase, count: total === 0 ? '' : `${done} of ${total} ` })
  }
  return { update, end: update, stop: () => board.stop() }
}

/** A line when the phase changes, and every quarter in between. */
function lineBoard({ say }: Terminal, runs: readonly Named[]): RunBoard {
  const names = new Map(runs.map(({ id, name }) => [id, name]))
  const said = new Map<string, string>()
  return {
    update: (run_id, { done, total, phase }) => {
      const quarter = total === 0 ? 0 : Math.floor((4 * done) / total) * 25
      const line = `${names.get(run_id)}: ${phase}${quarter > 0 && quarter < 100 ? `, ${quarter} %` : ''}`
      if (said.get(run_id) !== line) say(line)
      said.set(run_id, line)
    },
    end: (run_id, { done, total, phase }) => {
      if (total > 0) say(`${names.get(run_id)}: ${done} of ${total} examples`)
      say(`${names.get(run_id)}: ${phase}`)
    },
    stop: () => undefined,
  }
}

/** Shows how far an upload is. */
export interface UploadBar {
  update(progress: UploadProgress): void
  stop(): void
}

/** Starts a bar for bytes on their way; where nobody would see it move, one line at the end, if any have come. */
export function startUploadBar({ terminal, isJson }: Watching, name: string, done = 'uploaded'): UploadBar {
  let last: UploadProgress | undefined
  const shown = visible(name)
  const board = terminal.isWatched ? newMultiBar('{name} {bar} {size}', shown.length + 12) : undefined
  const bar = board?.create(1, 0, { name: shown, size: '' })
  return {
    update: (progress) => {
      last = progress
      const { received_bytes, size_bytes } = progress
      bar?.setTotal(size_bytes ?? received_bytes)
      bar?.update(received_bytes, { size: formatBytes(received_bytes) })
    },
    stop: () => {
      board?.stop()
      const received_bytes = last?.received_bytes ?? 0
      if (!board && received_bytes > 0 && !isJson) terminal.say(`${name}: ${done} ${formatBytes(received_bytes)}`)
      last = undefined
    },
  }
}
