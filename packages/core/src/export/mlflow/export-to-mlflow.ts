import { type Actor, type AuditedCall, audited, requireScope, revealSecret, viewerOf } from '@assay/access'
import { findRunsByIds, getReadableExperiment, listRunIds } from '@assay/db'
import type { MlflowExport, mlflowExportInput } from '@assay/schemas'
import type { z } from 'zod'
import { inTurn } from '../../data/recomputation.ts'
import { findEvaluatedRuns } from '../../evaluation/evaluated-run.ts'
import type { ExportDeps } from '../deps.ts'
import { type ExportedToMlflow, exportRun } from './export-run.ts'
import { type MlflowServer, openExperiment } from './mlflow-server.ts'

type Input = z.output<typeof mlflowExportInput>

/** After so long no further run is begun: whoever asks asks again for the rest. */
const patienceMs = 20_000

/**
 * Writes the runs of an experiment that have ended to an MLflow server: each once, however often it is asked for. Says
 * how many remain. Throws EXPERIMENT_NOT_FOUND, SECRET_NOT_FOUND, URL_REFUSED, MLFLOW_FAILED, LIMIT_REACHED, and
 * FORBIDDEN where the actor's credential may not use secrets.
 */
export async function exportToMlflow(
  deps: ExportDeps,
  actor: Actor,
  input: Input,
  { call }: { readonly call: AuditedCall },
): Promise<MlflowExport> {
  deps.web.checkUrl(new URL(input.url))
  const experiment = await getReadableExperiment(deps.db, { id: input.experiment_id, viewer: viewerOf(actor) })
  // who has a secret sent somewhere has as good as read it
  if (input.secret !== undefined) requireScope(actor, 'secrets:read')
  const server = await serverOf(deps, actor, input)
  const rows = await findRunsByIds(deps.db, await listRunIds(deps.db, experiment.id))
  const ended = rows.filter(({ finished_at, evaluation }) => finished_at !== null && evaluation !== null)
  const mlflow_experiment = input.mlflow_experiment ?? experiment.name
  return inTurn(deps, actor, async () => {
    const mlflow_experiment_id = await openExperiment(server, mlflow_experiment)
    const until = Date.now() + patienceMs
    const items: ExportedToMlflow[] = []
    for (const row of ended) {
      if (items.some(({ is_new }) => is_new) && Date.now() > until) break
      const [evaluated] = await findEvaluatedRuns(deps, [row.id])
      items.push(await exportRun(deps, { server, mlflow_experiment_id, row, evaluated }))
    }
    const remaining = ended.length - items.length
    return audited(deps, call, async () => ({ mlflow_experiment, mlflow_experiment_id, items, remaining }))
  })
}

async function serverOf(deps: ExportDeps, actor: Actor, { url, secret: name }: Input): Promise<MlflowServer> {
  const credential = name === undefined ? undefined : await revealSecret(deps, { owner_id: actor.user_id, name })
  return { fetch: deps.web.fetch, url, credential, signal: deps.asker?.signal ?? new AbortController().signal }
}
