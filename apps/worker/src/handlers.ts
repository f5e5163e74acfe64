import { sendMail } from '@assay/access'
import {
  type CoreDeps,
  computeComparison,
  deleteObjects,
  deleteUserWithAll,
  deliverToWebhook,
  fetchDataset,
  hashStoredBlob,
  ingestDataset,
  mailNotices,
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
    'dataset.fetch': patiently(deps, (payload, context) => fetchDataset(deps, payload, context)),
    'comparison.compute': patiently(deps, (payload) => computeComparison(deps, payload)),
    'blob.hash': patiently(deps, (payload) => hashStoredBlob(deps, payload)),
    'blob.delete': patiently(deps, (payload) => deleteObjects(deps, payload)),
    'log.store': patiently(deps, (payload) => storeLog(deps, payload)),
    'user.delete': (payload) => deleteUserWithAll(deps, payload),
    'mail.send': (payload) => sendMail(deps, payload),
    'webhook.deliver': (payload) => deliverToWebhook(deps, payload),
    'notice.mail': (payload) => mailNotices(deps, payload),
    'sweep.objects': async () => {
      await sweepObjects(deps)
      await sweepCheckpoints(deps)
    },
    'sweep.expired': () => sweepExpired(deps),
  } satisfies Handlers
}
