import { type CoreDeps, tellOfEnded } from '@assay/core'
import { createHints, type Database, Listener, type Log, openDatabase } from '@assay/db'
import { channels, createSignals, type EngineDeps } from '@assay/engine'
import { createQueue } from '@assay/queue'

/** What the engine works with, as each process of Assay builds it. */
export interface Engine
  extends Pick<CoreDeps, 'db' | 'hints' | 'signals' | 'log'>,
    Pick<EngineDeps, 'onRunsEnded'>,
    AsyncDisposable {}

/** Nothing may go wrong in a measurement without being seen. */
const log: Log = {
  info: () => {},
  warn: (facts, message) => console.error(message, facts),
  error: (facts, message) => console.error(message, facts),
}

export async function openEngine(url: string): Promise<Engine> {
  await using opened = new AsyncDisposableStack()
  const db = openDatabase<Database>({ url, plans_by_index: true })
  opened.defer(() => db.destroy())
  const listener = opened.use(await Listener.open({ url, channels: Object.values(channels) }))
  const hints = opened.use(createHints(db))
  const queue = createQueue(db)
  const disposing = opened.move()
  return {
    db,
    hints,
    log,
    signals: createSignals(listener),
    onRunsEnded: (trx, ended) => tellOfEnded({ queue, settings: {} }, trx, ended),
    [Symbol.asyncDispose]: () => disposing.disposeAsync(),
  }
}
