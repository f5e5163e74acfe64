import { channels, type Signals } from '@assay/engine'
import { DomainError } from '@assay/schemas'

export interface Revocation extends Disposable {
  /** Aborted, with the error, when the check fails because of the caller. */
  readonly signal: AbortSignal
}

interface Watched {
  readonly signals: Signals
  /** Throws where the credential is no longer good. */
  readonly check: () => Promise<void>
  /** How often to check even when no revocation was announced. */
  readonly every_seconds: number
}

/** Checks again, while a stream is open, whether it may be: when credentials are revoked, and now and then. */
export function watchRevocation({ signals, check, every_seconds }: Watched): Revocation {
  const revoked = new AbortController()
  const look = () => {
    check().catch((error: unknown) => {
      // a database that does not answer says nothing about the caller; the next check may
      if (DomainError.is(error) && (error.status === 401 || error.status === 403)) revoked.abort(error)
    })
  }
  const unsubscribe = signals.subscribe(channels.credentials, look)
  const timer = setInterval(look, every_seconds * 1000)
  return {
    signal: revoked.signal,
    [Symbol.dispose]() {
      clearInterval(timer)
      unsubscribe()
    },
  }
}
