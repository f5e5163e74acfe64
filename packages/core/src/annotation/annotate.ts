import { type Actor, requireRoom, viewerOf } from '@assay/access'
import {
  type Database,
  findDataset,
  findReusableJobs,
  findRunsByIds,
  insertBudgets,
  insertFingerprints,
  readTime,
} from '@assay/db'
import { fingerprintOf, type JobSubmission, submitRuns, transactAround } from '@assay/engine'
import {
  type AnnotationSpec,
  annotationResult,
  type Column,
  type ColumnRoles,
  DomainError,
  type datasetAnnotateInput,
  type Run,
  toPlainText,
} from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { namesOf, requireColumn } from '../data/column.ts'
import { getReadyTable } from '../data/dataset.ts'
import { requirePrices } from '../evaluation/budget.ts'
import { contentOf } from '../evaluation/content.ts'
import type { EvaluationDeps } from '../evaluation/deps.ts'
import { requireKnownLanguages, withLanguageCodes } from '../evaluation/language.ts'
import { resolveModels } from '../evaluation/model.ts'
import { inferenceParts } from '../evaluation/parts.ts'
import { rolesOf } from '../evaluation/roles.ts'
import type { ChosenModel } from '../evaluation/run-name.ts'
import { toRun } from '../run/run.ts'

/** Changes with what an annotation makes: earlier ones are then not reused. */
const annotation = 1

type Input = z.output<typeof datasetAnnotateInput>

/**
 * Has a model write the references of a dataset: a run of one job, which ends with a new version. What was written
 * before is not written again while that version is there. Throws DATASET_NOT_FOUND, LANGUAGE_UNKNOWN, MODEL_UNKNOWN,
 * COLUMN_UNKNOWN, COLUMN_MISSING, INPUT_INVALID.
 */
export async function annotateDataset(deps: EvaluationDeps, actor: Actor, input: Input): Promise<Run> {
  const viewer = viewerOf(actor)
  const dataset = await getReadyTable(deps, { dataset_id: input.dataset_id, viewer })
  requireKnownLanguages(input.task)
  const columns = rolesOf(dataset.columns, input.columns)
  requireWritable(dataset.columns, columns)
  if (input.columns.input !== undefined) requireColumn(namesOf(dataset.columns), input.columns.input)
  const { spec: model, entry } = await resolveModel(deps, actor, { model: input.model, table: dataset, roles: columns })
  requirePrices(input.budget, [model])
  const { name = dataset.name, max_samples, max_failed_ratio, seed, force_rerun } = input
  const spec: AnnotationSpec = {
    ...{ kind: 'annotation', dataset_id: dataset.id, name, model, task: withLanguageCodes(input.task), columns },
    ...{ max_samples, max_failed_ratio, seed, ...(entry && { entry }) },
    ...(force_rerun && { answers_since: await readTime(deps.db) }),
  }
  return submit(deps, actor, { input, spec, content: await contentOf(deps, dataset) })
}

/** What is written has a column of its own, which is not what the model is given. */
function requireWritable(columns: readonly Column[], { input, reference }: ColumnRoles): void {
  const isWithin = !columns.some(({ name }) => name === reference) && namesOf(columns).includes(reference)
  const message = isWithin ? 'is a field within objects: name a column' : 'is what the model is given'
  if (!isWithin && reference !== input) return
  throw new DomainError('INPUT_INVALID', { issues: [{ path: 'columns.reference', message }] })
}

type Choice = Parameters<typeof resolveModels>[2]

async function resolveModel(
  deps: EvaluationDeps,
  actor: Actor,
  { model, ...about }: Pick<Choice, 'table' | 'roles'> & { readonly model: Input['model'] },
): Promise<ChosenModel> {
  const [chosen] = await resolveModels(deps, actor, { ...about, models: [model] })
  if (chosen && chosen.spec.provider !== 'dataset') return chosen
  const message = 'must be a model to ask: the dataset holds its predictions already'
  throw new DomainError('INPUT_INVALID', { issues: [{ path: 'model', message }] })
}

interface Planned {
  readonly input: Input
  readonly spec: AnnotationSpec
  readonly content: Record<string, unknown>
}

async function submit(deps: EvaluationDeps, actor: Actor, { input, spec, content }: Planned): Promise<Run> {
  const { user_id: owner_id } = actor
  const { dataset_id: _, answers_since: __, entry: ___, ...matters } = spec
  const fingerprint = fingerprintOf({ annotation, content, ...matters })
  const job: JobSubmission = {
    ...{ name: 'annotation', kind: spec.kind, spec, needs: [], fingerprint },
    ...{ placement: deps.kinds.annotation.placement, priority: input.priority },
  }
  await requireRoom(deps, { owner_id, bytes: 1 })
  const row = await transactAround(deps, async (held, trx) => {
    const reuse = input.force_rerun ? undefined : await findEarlier(trx, { owner_id, fingerprint })
    const { deadline_at, metadata = {} } = input
    const run = { owner_id, name: nameOf(spec), deadline_at, metadata }
    const [run_id = ''] = await submitRuns(held, [{ ...run, jobs: [{ ...job, ...(reuse && { reuse }) }] }])
    await insertBudgets(trx, { run_ids: [run_id], budget: input.budget })
    const parts = inferenceParts({ spec, content })
    await insertFingerprints(trx, [{ name: job.name, subject: job.kind, parts, run_id, forced: input.force_rerun }])
    const [submitted] = await findRunsByIds(trx, [run_id])
    if (!submitted) throw new TypeError('a run that was submitted is not there')
    return submitted
  })
  return toRun(row)
}

/** The job that wrote the same before, where the version that it made is still there. */
async function findEarlier(
  trx: Transaction<Database>,
  { owner_id, fingerprint }: { readonly owner_id: string; readonly fingerprint: string },
): Promise<JobSubmission['reuse']> {
  const job = (await findReusableJobs(trx, { owner_id, fingerprints: [fingerprint] })).get(fingerprint)
  const result = annotationResult.safeParse(job?.result)
  if (!job || !result.success || !(await findDataset(trx, result.data.dataset_id))) return undefined
  return { job_id: job.id, result: job.result }
}

function nameOf({ name, model }: AnnotationSpec): string {
  return toPlainText(`References of ${name}${'model' in model ? ` by ${model.model}` : ''}`)
}
