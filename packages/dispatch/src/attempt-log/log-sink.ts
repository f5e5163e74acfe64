import { StringDecoder } from 'node:string_decoder'
import type { SecretMask } from '@assay/masking'
import type { LogStream } from '@assay/schemas'
import type { KeptLines } from './kept-lines.ts'
import { LineSplitter } from './line-splitter.ts'

/** Where an attempt writes its log. Secrets that the attempt was given are masked before anything leaves the worker. */
export interface LogSink {
  /** Adds what a stream of the job has written, as it comes; resolves when there is room for more. */
  write(stream: LogStream, bytes: Uint8Array | string): Promise<void>
  /** The last lines of a stream that has ended. */
  lastLines(stream: LogStream): string[]
  /** Nothing more comes. Called by itself when the attempt has ended. */
  close(): Promise<void>
}

/** How far a job says that it has come, by a line `::progress 0.4 message`. */
export interface SaidProgress {
  readonly done: number
  readonly total: number
  readonly message?: string
}

export interface LogText {
  write(stream: LogStream, bytes: Uint8Array | string): void
  lastLines(stream: LogStream): string[]
  end(): void
}

interface LogTextOptions {
  readonly lines: Pick<KeptLines, 'add' | 'end'>
  readonly mask: SecretMask
  readonly onProgress: (progress: SaidProgress) => void
  readonly now?: () => number
}

interface Source {
  readonly decoder: StringDecoder
  readonly masked: ReturnType<SecretMask['stream']>
  readonly splitter: LineSplitter
  readonly last: string[]
  /** How the line begins that has no end yet. */
  begun: string
}

const progressParts = 1_000
const longestMessage = 500
const lastLinesAtMost = 20
const lastLineAtMost = 500
/** From the next line on, the rest of such a line is a secret. */
const addsMask = '::add-mask::'
const progress = /^::progress (0(?:\.\d+)?|1(?:\.0+)?|\.\d+)(?: (.*))?$/

/** Makes lines of the bytes of several streams: whole characters, then without secrets, then cut at line ends. */
export function createLogText({ lines, mask, onProgress, now = Date.now }: LogTextOptions): LogText {
  const sources = new Map<LogStream, Source>()

  function keepLine(stream: LogStream, text: string): void {
    lines.add(stream, text, now())
    const last = sources.get(stream)?.last
    last?.push(text.slice(0, lastLineAtMost).toWellFormed())
    if (last && last.length > lastLinesAtMost) last.shift()
  }

  function addLine(stream: LogStream, text: string): void {
    if (text.startsWith(addsMask) && stream !== 'system') {
      mask.hide(text.slice(addsMask.length).trim())
      return
    }
    const [, share, message] = stream === 'system' ? [] : (progress.exec(text) ?? [])
    if (share === undefined) {
      keepLine(stream, text)
      return
    }
    const said = message ? { message: message.slice(0, longestMessage).toWellFormed() } : {}
    onProgress({ done: Math.round(Number(share) * progressParts), total: progressParts, ...said })
  }

  function sourceOf(stream: LogStream): Source {
    const known = sources.get(stream)
    if (known) return known
    const source = {
      decoder: new StringDecoder('utf8'),
      masked: mask.stream(),
      splitter: new LineSplitter((line) => addLine(stream, line), now),
      last: [],
      begun: '',
    }
    sources.set(stream, source)
    return source
  }

  return {
    write(stream, bytes) {
      const source = sourceOf(stream)
      const { decoder, masked, splitter } = source
      const whole = Buffer.from(bytes)
      const text = decoder.write(whole).replaceAll('\0', '\ufffd')
      for (const piece of piecesOf(source, text)) splitter.push(masked.push(piece))
    },
    lastLines(stream) {
      const source = sourceOf(stream)
      endSource(source)
      return [...source.last]
    },
    end() {
      for (const source of sources.values()) endSource(source)
      lines.end(now())
    },
  }
}

function endSource({ decoder, masked, splitter }: Source): void {
  splitter.push(masked.push(decoder.end()) + masked.end())
  splitter.end()
}

/** Lines apart where one of them says what is to be masked from the next on. */
function piecesOf(source: Source, text: string): string[] {
  const isApart = (source.begun + text).includes(addsMask)
  const end = text.lastIndexOf('\n')
  source.begun = (end === -1 ? source.begun + text : text.slice(end + 1)).slice(0, addsMask.length)
  return isApart ? text.split(/(?<=\n)/) : [text]
}
