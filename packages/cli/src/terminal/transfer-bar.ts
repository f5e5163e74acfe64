import { formatBytes } from './number-format.ts'
import { newMultiBar, type Watching } from './progress.ts'

/** How much there is to send or to save. */
export interface TransferSize {
  readonly files: number
  readonly bytes: number
}

/** Shows how far several files are: one live line, or now and then a plain one where nobody would see it move. */
export interface TransferBar {
  /** So many bytes of a file are there; `isMoved`: they were sent now, and count for the speed. */
  move(path: string, bytes: number, isMoved?: boolean): void
  /** A file is there as a whole. */
  finish(path: string, bytes: number): void
  /** How many files are there as a whole. */
  readonly finished: number
  stop(): void
}

const format = '{bar} {told}'
const besideBar = 62
const plainEveryMs = 30_000

/** Starts a line for all files together. */
export function startTransferBar({ terminal, isJson }: Watching, size: TransferSize): TransferBar {
  const board = terminal.isWatched ? newMultiBar(format, besideBar) : undefined
  const tally = new Tally(size)
  const bar = board?.create(Math.max(size.bytes, 1), 0, { told: tally.tell() })
  let said = performance.now()
  const show = () => {
    bar?.update(tally.bytes, { told: tally.tell() })
    if (bar || isJson || performance.now() - said < plainEveryMs) return
    said = performance.now()
    terminal.say(tally.tell())
  }
  return {
    move: (path, bytes, isMoved = true) => {
      tally.move(path, bytes, isMoved)
      show()
    },
    finish: (path, bytes) => {
      tally.finish(path, bytes)
      show()
    },
    get finished() {
      return tally.files
    },
    stop: () => board?.stop(),
  }
}

class Tally {
  readonly #size: TransferSize
  readonly #began = performance.now()
  readonly #under_way = new Map<string, number>()
  #finished = 0
  #moved = 0
  /** How many files are there as a whole. */
  files = 0

  constructor(size: TransferSize) {
    this.#size = size
  }

  /** How many bytes are there. */
  get bytes(): number {
    return [...this.#under_way.values()].reduce((sum, bytes) => sum + bytes, this.#finished)
  }

  move(path: string, bytes: number, isMoved: boolean): void {
    if (isMoved) this.#moved += Math.max(0, bytes - (this.#under_way.get(path) ?? 0))
    this.#under_way.set(path, bytes)
  }

  finish(path: string, bytes: number): void {
    this.#under_way.delete(path)
    this.#finished += bytes
    this.files += 1
  }

  /** Files, bytes, speed, and the time that is left at that speed. */
  tell(): string {
    const { files, bytes } = this.#size
    const perSecond = this.#moved / Math.max((performance.now() - this.#began) / 1000, 0.001)
    const parts = [`${this.files} of ${files} ${files === 1 ? 'file' : 'files'}`]
    parts.push(`${formatBytes(this.bytes)} of ${formatBytes(bytes)}`)
    if (this.#moved > 0)
      parts.push(`${formatBytes(perSecond)}/s`, `${formatLeft((bytes - this.bytes) / perSecond)} left`)
    return parts.join(', ')
  }
}

function formatLeft(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.ceil(whole / 60)} min`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
