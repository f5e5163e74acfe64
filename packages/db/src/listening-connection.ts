import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export interface ListeningConnectionOptions {
  readonly url: string
  readonly channels: readonly string[]
  readonly application_name: string
  readonly heartbeat_ms: number
  readonly onNotification: (channel: string, payload: string) => void
}

export interface ListeningConnection extends AsyncDisposable {
  /** By `performance.now()`. */
  readonly connected_at: number
  /** Resolves, with the reason, once the connection is gone. */
  readonly lost: Promise<unknown>
}

const answerTimeoutMs = 5_000

/** One connection, listening; it does not come back when it is lost. */
export async function openListeningConnection(options: ListeningConnectionOptions): Promise<ListeningConnection> {
  const { url, channels, application_name, heartbeat_ms, onNotification } = options
  const client = new pg.Client({
    connectionString: url,
    application_name,
    keepAlive: true,
    connectionTimeoutMillis: answerTimeoutMs,
  })
  const closing = new AbortController()
  const { promise: lost, resolve: lose } = Promise.withResolvers<unknown>()
  client.on('error', lose)
  client.on('end', () => lose(new Error('the connection ended')))
  client.on('notification', ({ channel, payload = '' }) => onNotification(channel, payload))
  const close = async () => {
    closing.abort()
    await client.end().catch(lose)
  }
  try {
    await client.connect()
    await client.query(channels.map((channel) => `listen ${client.escapeIdentifier(channel)}`).join('; '))
  } catch (error) {
    await close()
    throw error
  }
  beat(client, heartbeat_ms, closing.signal).catch(lose)
  return { connected_at: performance.now(), lost, [Symbol.asyncDispose]: close }
}

/** Asks at intervals, so that a connection that died silently is noticed; rejects when it does not answer. */
async function beat(client: pg.Client, heartbeat_ms: number, signal: AbortSignal): Promise<never> {
  for (;;) {
    await delay(heartbeat_ms, undefined, { signal, ref: false })
    const late = delay(answerTimeoutMs, undefined, { signal, ref: false }).then(() => {
      throw new Error('the connection does not answer')
    })
    await Promise.race([client.query('select 1'), late])
  }
}
