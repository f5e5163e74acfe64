import { type Actor, checkListScope, viewerOf } from '@assay/access'
import { type ComparisonRow, getReadableComparison, getReadableExperiment, listComparisons } from '@assay/db'
import { channels, waitUntil } from '@assay/engine'
import {
  type Comparison,
  type ComparisonSummary,
  type comparisonListInput,
  DomainError,
  type Page,
  type ReadyComparison,
} from '@assay/schemas'
import type { z } from 'zod'
import type { ComparisonDeps } from './deps.ts'

/** With `wait_seconds`, waits so long at most for the comparison to be computed. */
export async function getOwnComparison(
  deps: ComparisonDeps,
  actor: Actor,
  { comparison_id, wait_seconds = 0 }: { comparison_id: string; wait_seconds?: number },
): Promise<Comparison> {
  const look = () => getComparison(deps, actor, comparison_id)
  const isEnough = (comparison: Comparison) => comparison.state !== 'computing'
  return waitUntil(deps, { channel: channels.changes, id: comparison_id, wait_seconds, look, isEnough })
}

/** Throws COMPARISON_NOT_FOUND, COMPARISON_NOT_READY. */
export async function getReadyComparison(
  deps: ComparisonDeps,
  actor: Actor,
  comparison_id: string,
): Promise<ReadyComparison> {
  const comparison = await getComparison(deps, actor, comparison_id)
  if (comparison.state === 'ready') return comparison
  throw new DomainError('COMPARISON_NOT_READY', { comparison_id, state: comparison.state })
}

async function getComparison({ db }: ComparisonDeps, actor: Actor, id: string): Promise<Comparison> {
  return toComparison(await getReadableComparison(db, { id, viewer: viewerOf(actor) }))
}

/** The actor's and those in experiments that are shared, newest first. Throws EXPERIMENT_NOT_FOUND. */
export async function listOwnComparisons(
  { db }: ComparisonDeps,
  actor: Actor,
  { scope, experiment_id, dataset_id, state, ...page }: z.output<typeof comparisonListInput>,
): Promise<Page<ComparisonSummary>> {
  checkListScope(actor, scope)
  const viewer = viewerOf(actor)
  if (experiment_id !== undefined) await getReadableExperiment(db, { id: experiment_id, viewer })
  return listComparisons(db, { viewer, scope, experiment_id, dataset_id, state }, page)
}

export function toComparison(row: ComparisonRow): Comparison {
  const { result, error, fingerprint: _, state: __, ...request } = row
  if (result) return { ...request, state: 'ready', ...result }
  if (error) return { ...request, state: 'failed', error }
  return { ...request, state: 'computing' }
}
