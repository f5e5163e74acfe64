import type { Metadata, Run } from '@assay/schemas'
import { z } from 'zod'

/** What the dialect keeps with a run of ours, as its clients want it back. */
const kept = z.object({
  kind: z.enum(['workflow', 'inference', 'evaluator', 'annotate']),
  name: z.string(),
  description: z.string(),
  model: z.string().nullable(),
  system_prompt: z.string().nullable(),
  /** The metrics that were asked for. */
  metrics: z.array(z.string()),
  /** Lines of its log from before it began. */
  left_out: z.array(z.string()),
  /** What was asked for, as the job's configuration tells it. */
  config: z.record(z.string(), z.json()),
})

export type Kept = z.infer<typeof kept>

const place = 'lumigator'

export function keep(given: Kept): Metadata {
  return { [place]: given }
}

/** What was kept; of a run that came by our own API, what that says. */
export function keptWith(run: Pick<Run, 'metadata' | 'name' | 'model' | 'metrics'>): Kept {
  const { data } = kept.safeParse(run.metadata[place])
  return (
    data ?? {
      ...{ kind: 'workflow', name: run.name, description: '', system_prompt: null },
      model: run.model && 'model' in run.model ? run.model.model : run.name,
      ...{ metrics: [], left_out: [], config: {} },
    }
  )
}
