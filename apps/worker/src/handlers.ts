import { sendMail } from '@assay/access'
import {
  type CoreDeps,
  computeComparison,
  deleteObject,
  deleteUserWithAll,
  ingestDataset,
  storeLog,
  sweepCheckpoints,
  sweepExpired,
  sweepObjects,
} from '@assay/core'
import type { Handlers } from '@assay/queue'
import { patiently } from './stored-work.ts'

export function createHandlers(deps: CoreDeps): Handlers {
  return {
    'dataset.ingest': patiently(deps, (payload) => ingestDataset(deps, payload)),
    'comparison.compute': patiently(deps, (payload) => computeComparison(deps, payload)),
    'blob.delete': patiently(deps, (payload) => deleteObject(deps, payload)),
    'log.store': patiently(deps, (payload) => storeLog(deps, payload)),
    'user.delete': (payload) => deleteUserWithAll(deps, payload),
    'mail.send': (payload) => sendMail(deps, payload),
    'sweep.objects': async () => {
      await sweepObjects(deps)
      await sweepCheckpoints(deps)
    },
    'sweep.expired': () => sweepExpired(deps),
  } satisfies Handlers
}
