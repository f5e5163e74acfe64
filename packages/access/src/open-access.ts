import { createHints, type Database, Listener, type Log, openDatabase } from '@assay/db'
import { channels, createSignals } from '@assay/engine'
import { type AllowedTargets, createGuardedFetch } from '@assay/outgoing'
import { createQueue } from '@assay/queue'
import { createPasswords } from './account/password.ts'
import type { AccessDeps, AccessSettings } from './deps.ts'
import type { IssuerSettings } from './issuers/issuer-settings.ts'
import { createIssuers } from './issuers/issuers.ts'
import { inDatabase, inMemory } from './limits/counts.ts'
import { createLimits } from './limits/limits.ts'
import { createMailer } from './mail/mailer.ts'
import { createSecretBox } from './secret/secret-box.ts'

export interface AccessOptions {
  /** What `pg_stat_activity` shows. */
  readonly name: string
  readonly database_url: string
  readonly secret_key: string
  /** Earlier keys, which still open what they sealed. */
  readonly previous_secret_keys?: readonly string[]
  /** Database connections at most; 20 unless given. */
  readonly pool_size?: number
  /** Outside issuers whose users may sign in; none unless given. */
  readonly issuers?: readonly IssuerSettings[]
  /** Which private networks may be called, besides models; none unless given. */
  readonly outgoing?: AllowedTargets
  /** Whether further processes serve the same users: the database then counts wrong attempts, for all together. */
  readonly is_one_of_several?: boolean
  readonly settings: AccessSettings
  readonly log: Log
}

export type OpenAccess = AccessDeps & AsyncDisposable

export async function openAccess(options: AccessOptions): Promise<OpenAccess> {
  const { name, database_url: url, pool_size = 20, log, settings } = options
  await using opened = new AsyncDisposableStack()
  const db = openDatabase<Database>({ url, pool_size, application_name: name, log })
  opened.defer(() => db.destroy())
  const listening = { url, channels: Object.values(channels), application_name: `${name} listener`, log }
  const listener = opened.use(await Listener.open(listening))
  const hints = opened.use(createHints(db, { log }))
  const outgoing = opened.use(createGuardedFetch(options.outgoing ?? { allow: [], allow_loopback: false }))
  const mailer = settings.mail && opened.use(createMailer(settings.mail))
  const closing = opened.move()
  return {
    db,
    hints,
    signals: createSignals(listener),
    queue: createQueue(db),
    secret_box: createSecretBox(options.secret_key, options.previous_secret_keys),
    passwords: createPasswords(),
    mailer,
    issuers: createIssuers(options.issuers ?? [], { fetch: outgoing.fetch, log }),
    limits: createLimits(settings, options.is_one_of_several ? inDatabase(db) : inMemory),
    settings,
    log,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
