import { type MessageName, messages } from '@assay/queue'
import { failComparison } from './comparison/compute.ts'
import { failDataset } from './data/ingest.ts'
import type { CoreDeps } from './deps.ts'
import { abandonDelivery } from './notification/deliver.ts'
import { abandonNotices } from './notification/mail.ts'

export interface AbandonedMessage {
  readonly name: string
  readonly payload: unknown
  readonly error: unknown
}

const abandonments: { readonly [Name in MessageName]?: (deps: CoreDeps, message: AbandonedMessage) => Promise<void> } =
  {
    async 'dataset.ingest'(deps, { payload, error }) {
      const { dataset_id } = messages['dataset.ingest'].payload.parse(payload)
      await failDataset(deps, dataset_id, error)
    },
    async 'dataset.fetch'(deps, { payload, error }) {
      const { dataset_id } = messages['dataset.fetch'].payload.parse(payload)
      await failDataset(deps, dataset_id, error)
    },
    async 'comparison.compute'(deps, { payload, error }) {
      const { comparison_id } = messages['comparison.compute'].payload.parse(payload)
      await failComparison(deps, comparison_id, error)
    },
    async 'webhook.deliver'(deps, { payload }) {
      await abandonDelivery(deps, messages['webhook.deliver'].payload.parse(payload).delivery_id)
    },
    async 'notice.mail'(deps, { payload }) {
      await abandonNotices(deps, messages['notice.mail'].payload.parse(payload))
    },
  }

/** Fails what waits for a message that became a dead letter, so that nobody waits for ever. Safe to do twice. */
export async function abandonMessage(deps: CoreDeps, message: AbandonedMessage): Promise<void> {
  const abandonment = Object.entries(abandonments).find(([name]) => name === message.name)?.[1]
  await abandonment?.(deps, message)
}
