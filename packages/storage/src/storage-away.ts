import { DomainError } from '@assay/schemas'

const retryAfterSeconds = 5

/** The store is not where it was, as when its disk is not mounted: what is in it is neither there nor gone. */
export class StorageAway extends DomainError<'UNAVAILABLE'> {
  constructor(options?: ErrorOptions) {
    super('UNAVAILABLE', { retry_after_seconds: retryAfterSeconds, what: 'its storage' }, options)
  }
}
