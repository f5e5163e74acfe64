import { StringDecoder } from 'node:string_decoder'
import type { SecretMask } from '@assay/masking'
import type { LogStream } from '@assay/schemas'
import type { KeptLines } from './kept-lines.ts'
import { LineSplitter } from './line-splitter.ts'

/** Where an attempt writes its log. Secrets that the attempt was given are masked before anything leaves the worker. */
export interface LogSink {
  /** Adds what a stream of the job has written, as it comes; resolves when there is room for more. */
  write(stream: LogStream, bytes: Uint8Array | string): Promise<void>
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
}

const progressParts = 1_000
const longestMessage = 500
const progress = /^::progress (0(?:\.\d+)?|1(?:\.0+)?|\.\d+)(?: (.*))?$/

/** Makes lines of the bytes of several streams: whole characters, then without secrets, then cut at line ends. */
export function createLogText({ lines, mask, onProgress, now = Date.now }: LogTextOptions): LogText {
  const sources = new Map<LogStream, Source>()

  function addLine(stream: LogStream, text: string): void {
    const [, share, message] = stream === 'system' ? [] : (progress.exec(text) ?? [])
    if (share === undefined) {
      lines.add(stream, text, now())
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
    }
    sources.set(stream, source)
    return source
  }

  return {
    write(stream, bytes) {
      const { decoder, masked, splitter } = sourceOf(stream)
      const whole = Buffer.from(bytes)
      splitter.push(masked.push(decoder.write(whole).replaceAll('\0', '\ufffd')))
    },
    end() {
      for (const { decoder, masked, splitter } of sources.values()) {
        splitter.push(masked.push(decoder.end()) + masked.end())
        splitter.end()
      }
      lines.end(now())
    },
  }
}
