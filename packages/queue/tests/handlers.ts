import type { Log } from '@assay/db'
import type { Handlers } from '../src/index.ts'

const ignore = async () => {}

/** Handlers that do nothing, but for those given. */
export function handlersWith(given: Partial<Handlers>): Handlers {
  return {
    'dataset.ingest': ignore,
    'dataset.fetch': ignore,
    'comparison.compute': ignore,
    'blob.hash': ignore,
    'blob.delete': ignore,
    'log.store': ignore,
    'user.delete': ignore,
    'mail.send': ignore,
    'webhook.deliver': ignore,
    'notice.mail': ignore,
    'sweep.objects': ignore,
    'sweep.expired': ignore,
    ...given,
  }
}

export const silent: Log = { info() {}, warn() {}, error() {} }
