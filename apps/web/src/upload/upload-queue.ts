import { Assay, AssayError, type DatasetReadingOptions } from '@assay/sdk'
import { uploadTexts } from '../texts/upload.ts'
import { type ExcerptLine, readExcerpt } from './fault-excerpt.ts'
import { fingerprintOf, RememberedUploads } from './remembered-uploads.ts'

/** Why a file was not taken, and what to do. */
export interface UploadFault {
  readonly message: string
  readonly hint: string | undefined
  readonly line: number | undefined
  readonly column: string | undefined
  readonly excerpt: readonly ExcerptLine[]
}

/** A file on its way to be a dataset. */
export interface QueuedUpload {
  readonly key: string
  readonly filename: string
  readonly size_bytes: number
  readonly received_bytes: number
  /** away: begun before this page was loaded, its file has to be chosen again. */
  readonly state: 'waiting' | 'sending' | 'reading' | 'paused' | 'away' | 'ready' | 'failed'
  readonly dataset: { readonly id: string; readonly name: string; readonly is_new: boolean } | undefined
  readonly fault: UploadFault | undefined
}

const atOnce = 2
const begun = { received_bytes: 0, dataset: undefined, fault: undefined } as const

/** Files that become datasets, two at a time; what is unfinished is remembered over reloads. */
export class UploadQueue {
  readonly #assay = new Assay()
  readonly #remembered: RememberedUploads
  readonly #files = new Map<string, { readonly file: File; readonly reading: DatasetReadingOptions }>()
  readonly #sending = new Map<string, AbortController>()
  readonly #listeners = new Set<() => void>()
  #items: readonly QueuedUpload[]

  constructor(user_id: string) {
    this.#remembered = new RememberedUploads(user_id)
    this.#items = this.#remembered
      .list()
      .map(({ fingerprint, ...upload }) => ({ ...begun, ...upload, key: fingerprint, state: 'away' }))
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly items = (): readonly QueuedUpload[] => this.#items

  /** A file of an unfinished upload goes on with it. */
  add(files: Iterable<File>, reading: DatasetReadingOptions = {}): void {
    for (const file of files) {
      const key = fingerprintOf(file)
      this.#files.set(key, { file, reading })
      if (this.#sending.has(key)) continue
      const known = this.#items.find((item) => item.key === key)
      const received_bytes = known?.state === 'away' ? known.received_bytes : 0
      const item: QueuedUpload = {
        ...begun,
        key,
        filename: file.name,
        size_bytes: file.size,
        received_bytes,
        state: 'waiting',
      }
      this.#set([item, ...this.#items.filter((other) => other.key !== key)])
    }
    this.#next()
  }

  pause(key: string): void {
    this.#change(key, { state: 'paused' })
    this.#sending.get(key)?.abort()
  }

  resume(key: string): void {
    this.#change(key, { state: 'waiting', fault: undefined })
    this.#next()
  }

  /** Sends the same file again, to be read otherwise. */
  readAs(key: string, reading: DatasetReadingOptions): void {
    const kept = this.#files.get(key)
    if (kept) this.add([kept.file], reading)
  }

  remove(key: string): void {
    this.#sending.get(key)?.abort()
    this.#remembered.forget(key)
    this.#files.delete(key)
    this.#set(this.#items.filter((item) => item.key !== key))
  }

  #next(): void {
    for (const { key } of this.#items.filter(({ state }) => state === 'waiting').toReversed()) {
      if (this.#sending.size >= atOnce) return
      if (!this.#sending.has(key)) void this.#send(key)
    }
  }

  async #send(key: string): Promise<void> {
    const kept = this.#files.get(key)
    if (!kept) return this.#change(key, { state: 'away' })
    const { file, reading } = kept
    const stop = new AbortController()
    this.#sending.set(key, stop)
    this.#change(key, { state: 'sending' })
    try {
      const upload_id = this.#remembered.list().find(({ fingerprint }) => fingerprint === key)?.upload_id
      const dataset = await this.#assay.datasets.upload(file, {
        ...reading,
        upload_id,
        signal: stop.signal,
        onProgress: ({ received_bytes, upload_id: id }) => this.#progress(key, received_bytes, id),
        onReading: () => this.#read(key),
      })
      this.#remembered.forget(key)
      this.#change(key, { state: 'ready', received_bytes: file.size, dataset })
    } catch (error) {
      if (!stop.signal.aborted) await this.#fail(key, file, error)
    } finally {
      this.#sending.delete(key)
      this.#next()
    }
  }

  #progress(key: string, received_bytes: number, upload_id: string | undefined): void {
    const item = this.#items.find((one) => one.key === key)
    if (!item) return
    this.#change(key, { received_bytes, state: item.state === 'paused' ? 'paused' : 'sending' })
    const { filename, size_bytes } = item
    if (upload_id !== undefined) {
      this.#remembered.keep({ fingerprint: key, filename, size_bytes, received_bytes, upload_id })
    }
  }

  #read(key: string): void {
    this.#remembered.forget(key)
    this.#change(key, { state: 'reading' })
  }

  async #fail(key: string, file: File, error: unknown): Promise<void> {
    if (AssayError.is(error, 'TABLE_INVALID')) this.#remembered.forget(key)
    this.#change(key, { state: 'failed', fault: await toFault(file, error) })
  }

  #change(key: string, changes: Partial<QueuedUpload>): void {
    this.#set(this.#items.map((item) => (item.key === key ? { ...item, ...changes } : item)))
  }

  #set(items: readonly QueuedUpload[]): void {
    this.#items = items
    for (const listener of this.#listeners) listener()
  }
}

async function toFault(file: File, error: unknown): Promise<UploadFault> {
  const nothing = { hint: undefined, line: undefined, column: undefined, excerpt: [] }
  if (!AssayError.is(error)) return { ...nothing, message: uploadTexts.unreadable }
  if (!AssayError.is(error, 'TABLE_INVALID')) return { ...nothing, message: error.message }
  const { reason, hint, line, column } = error.data
  const excerpt = line === null ? [] : await readExcerpt(file, line)
  return { message: reason, hint, line: line ?? undefined, column: column ?? undefined, excerpt }
}
