import { type Actor, viewerOf } from '@assay/access'
import { getReadableRun, listJobsOfRun } from '@assay/db'
import type { RunGraph, runGraphInput } from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from './deps.ts'

/** The jobs of a run and what they need, by pages. */
export async function getRunGraph(
  deps: RunDeps,
  actor: Actor,
  { run_id, after, limit }: z.output<typeof runGraphInput>,
): Promise<RunGraph> {
  await getReadableRun(deps.db, { id: run_id, viewer: viewerOf(actor) })
  const rows = await listJobsOfRun(deps.db, run_id, { after, limit: limit + 1 })
  const items = rows.slice(0, limit).map(({ id, name, kind, state, needs, reused_from, error }) => ({
    ...{ id, name, kind, state, needs, reused_from },
    error: error?.message ?? null,
  }))
  return { items, next_after: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
