import type { Comparison, ReadyComparison } from '@assay/schemas'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useApiClient } from '../data/api.ts'
import { type ExperimentId, type Question, toAsked } from './question.ts'

type Client = ReturnType<typeof useApiClient>

const waitSeconds = 20

/** The comparison that the address asks for; the one before it stays while another is computed. */
export function useComparison(experiment_id: ExperimentId, question: Question) {
  const client = useApiClient()
  const asked = toAsked(question)
  return useQuery({
    queryKey: ['comparison', experiment_id, asked],
    queryFn: async ({ signal }) => settled(client, await ask(client, experiment_id, asked), signal),
    enabled: experiment_id !== undefined || (asked.run_ids?.length ?? 0) > 1,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}

/** The same question has the same comparison: it is computed once. */
function ask(client: Client, experiment_id: ExperimentId, asked: ReturnType<typeof toAsked>): Promise<Comparison> {
  if (experiment_id !== undefined) return client.experiments.compare.mutate({ ...asked, experiment_id })
  return client.comparisons.create.mutate({ ...asked, run_ids: asked.run_ids ?? [] })
}

async function settled(client: Client, asked: Comparison, signal: AbortSignal): Promise<SettledComparison> {
  let comparison = asked
  while (comparison.state === 'computing') {
    const wanted = { comparison_id: asked.id, wait_seconds: waitSeconds }
    comparison = await client.comparisons.get.query(wanted, { signal })
  }
  return comparison
}

export type SettledComparison = ReadyComparison | Extract<Comparison, { state: 'failed' }>
