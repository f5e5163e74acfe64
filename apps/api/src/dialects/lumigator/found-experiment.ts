import type { Experiment } from '@assay/schemas'
import { z } from 'zod'
import { type Refusal, saying } from '../error.ts'
import { dashed } from '../lax.ts'
import type { Asked } from '../routes.ts'
import { notFound } from './not-found.ts'

const kept = z.object({ lumigator: z.object({ max_samples: z.number().int() }) })

/** What we call a thing that has a name of any kind there. */
export function toName(name: string): string {
  const plain = name
    .replaceAll(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .trim()
    .slice(0, 200)
  return plain === '' ? 'unnamed' : plain
}

/** An own one. Throws a refusal. */
export async function findExperiment({ platform, request }: Asked, id: string, refusal?: Refusal): Promise<Experiment> {
  const absent = () => refusal ?? notFound('Experiment', id)
  if (!/^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(id)) throw absent()
  const experiment_id = dashed(id)
  const experiment = await saying(platform.call(request, 'experiments.get', { experiment_id }), {
    EXPERIMENT_NOT_FOUND: absent,
  })
  const { user_id } = await platform.contextOf(request).authenticate()
  if (experiment.owner_id !== user_id || experiment.archived_at !== null) throw absent()
  return experiment
}

export function maxSamplesOf({ metadata }: Experiment): number {
  return kept.safeParse(metadata).data?.lumigator.max_samples ?? -1
}
