import { type Actor, checkListScope, viewerOf } from '@assay/access'
import { getReadableExperiment, listComparisons } from '@assay/db'
import type { ComparisonSummary, comparisonListInput, Page } from '@assay/schemas'
import type { z } from 'zod'
import type { CoreDeps } from '../deps.ts'

/** Comparisons that are the actor's, or in experiments that are shared, newest first. Throws EXPERIMENT_NOT_FOUND. */
export async function listOwnComparisons(
  { db }: CoreDeps,
  actor: Actor,
  { scope, experiment_id, dataset_id, state, ...page }: z.output<typeof comparisonListInput>,
): Promise<Page<ComparisonSummary>> {
  checkListScope(actor, scope)
  const viewer = viewerOf(actor)
  if (experiment_id !== undefined) await getReadableExperiment(db, { id: experiment_id, viewer })
  return listComparisons(db, { viewer, scope, experiment_id, dataset_id, state }, page)
}
