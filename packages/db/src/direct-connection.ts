import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export interface DirectConnectionOptions {
  readonly url: string
  readonly application_name: string
  /** How often it is checked, so that a silent death is noticed. */
  readonly heartbeat_ms: number
}

export interface DirectConnection extends AsyncDisposable {
  readonly client: pg.Client
  readonly connected_at: number
  readonly lost: Promise<unknown>
}

const answerTimeoutMs = 5_000

/** A connection of its own, for what belongs to a session. It is not restored when it is lost. */
export async function openDirectConnection(
  { url, application_name, heartbeat_ms }: DirectConnectionOptions,
  prepare: (client: pg.Client) => Promise<void>,
): Promise<DirectConnection> {
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
  const close = async () => {
    closing.abort()
    await client.end().catch(lose)
  }
  try {
    await client.connect()
    await prepare(client)
  } catch (error) {
    await close()
    throw error
  }
  beat(client, heartbeat_ms, closing.signal).catch(lose)
  return { client, connected_at: performance.now(), lost, [Symbol.asyncDispose]: close }
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
