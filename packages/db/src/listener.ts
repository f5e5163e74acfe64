import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { type ListeningConnection, openListeningConnection } from './listening-connection.ts'
import type { Log } from './log.ts'

export interface ListenerOptions {
  readonly url: string
  readonly channels: readonly string[]
  readonly application_name?: string
  /** How often the connection is checked, so that a silent death is noticed; 10,000 unless given. */
  readonly heartbeat_ms?: number
  readonly log?: Log
}

interface ListenerEvents {
  notification: [channel: string, payload: string]
  /** The connection is back; what was sent meanwhile is lost, so read again. */
  reconnected: []
}

const firstBackoffMs = 50
const longestBackoffMs = 2_000

/** One direct connection that listens, and connects again by itself when it is lost. */
export class Listener extends EventEmitter<ListenerEvents> implements AsyncDisposable {
  readonly #options: ListenerOptions
  readonly #closing = new AbortController()
  #connection: ListeningConnection | undefined
  #staying: Promise<void> = Promise.resolve()

  private constructor(options: ListenerOptions) {
    super()
    this.setMaxListeners(0)
    this.#options = options
  }

  /** Connects and listens. Throws if Postgres cannot be reached now. */
  static async open(options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(options)
    const connection = await listener.#connect()
    listener.#staying = listener.#stayConnected(connection)
    return listener
  }

  /** For how long the present connection has existed, in milliseconds; 0 while there is none. */
  get standing_ms(): number {
    return this.#connection === undefined ? 0 : performance.now() - this.#connection.connected_at
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#connection?.[Symbol.asyncDispose]()
    await this.#staying
    this.removeAllListeners()
  }

  async #connect(): Promise<ListeningConnection> {
    const { url, channels, application_name = 'assay listener', heartbeat_ms = 10_000 } = this.#options
    this.#connection = await openListeningConnection({
      url,
      channels,
      application_name,
      heartbeat_ms,
      onNotification: (channel, payload) => this.emit('notification', channel, payload),
    })
    return this.#connection
  }

  async #stayConnected(first: ListeningConnection): Promise<void> {
    for (let connection: ListeningConnection | undefined = first; connection; connection = await this.#reconnect()) {
      const reason = await connection.lost
      this.#connection = undefined
      await connection[Symbol.asyncDispose]()
      if (!this.#closing.signal.aborted) {
        this.#options.log?.warn({ error: reason }, 'lost the listening database connection')
      }
    }
  }

  /** Tries until it is connected again; undefined when it is closed instead. */
  async #reconnect(): Promise<ListeningConnection | undefined> {
    const { signal } = this.#closing
    for (let backoff_ms = firstBackoffMs; !signal.aborted; backoff_ms = Math.min(backoff_ms * 2, longestBackoffMs)) {
      await delay(backoff_ms, undefined, { signal }).catch(() => {})
      if (signal.aborted) return undefined
      const connection = await this.#connect().catch(() => undefined)
      if (connection && signal.aborted) await connection[Symbol.asyncDispose]()
      else if (connection) this.emit('reconnected')
      if (connection) return connection
    }
    return undefined
  }
}
