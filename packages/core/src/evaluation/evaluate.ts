import { type Actor, requireRoom, viewerOf } from '@assay/access'
import { declareJudge, isOfJudge, withDeclared } from '@assay/compute'
import {
  type Database,
  findReusableJobs,
  findRunsByIds,
  getWritableExperiment,
  holdExperiment,
  insertBudgets,
  insertEvaluations,
  insertFingerprints,
  type JobRow,
  listNamedModels,
  readTime,
} from '@assay/db'
import { fingerprintOf, type JobSubmission, type RunSubmission, submitRuns, transactAround } from '@assay/engine'
import type { Metric } from '@assay/metrics'
import type {
  EvaluationSpec,
  Experiment,
  evaluateInput,
  FingerprintParts,
  InferenceSpec,
  JudgementSpec,
  ModelSpec,
  Run,
} from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { getReadyTable } from '../data/dataset.ts'
import { toRun } from '../run/run.ts'
import { requirePrices } from './budget.ts'
import { contentOf } from './content.ts'
import type { EvaluationDeps } from './deps.ts'
import { type ChosenJudge, chooseJudges } from './judge/chosen-judges.ts'
import { withLanguageCodes } from './language.ts'
import { resolveMetrics, resolveVerdictScore } from './metric.ts'
import { resolveModels } from './model.ts'
import { evaluationParts, inferenceParts, judgementParts } from './parts.ts'
import { placeEvaluation, placeInference } from './placement.ts'
import { type NamedModel, nameModels } from './run-name.ts'

/** Changes with the outputs of an evaluation: earlier ones are then not reused. */
const evaluation = 4

type EvaluateInput = z.output<typeof evaluateInput>

interface Plan {
  readonly input: EvaluateInput
  /** Models are asked again for what they answered before; undefined: whatever they answered is reused. */
  readonly answers_since: string | undefined
  readonly owner_id: string
  readonly experiment: Pick<Experiment, 'id' | 'dataset_id' | 'task' | 'columns'>
  readonly metrics: readonly Metric[]
  readonly judges: readonly ChosenJudge[]
  /** The metrics and scores that were named. */
  readonly asked: readonly string[]
  /** Identifies the dataset's content: equal content, equal value, whatever the version is called. */
  readonly content: Record<string, unknown>
}

/**
 * Evaluates models on an experiment's dataset: one run each, of inference jobs (one per repeat) and an evaluation that
 * needs them. What is unknown is refused before anything is written; what succeeded before is reused.
 */
export async function evaluate(deps: EvaluationDeps, actor: Actor, input: EvaluateInput): Promise<{ items: Run[] }> {
  const viewer = viewerOf(actor)
  const experiment = await getWritableExperiment(deps.db, { id: input.experiment_id, viewer })
  const dataset = await getReadyTable(deps, { dataset_id: experiment.dataset_id, viewer })
  const roles = experiment.columns
  const judges = await chooseJudges(deps, actor, {
    names: [...input.metrics, experiment.primary_metric ?? ''],
    judge_model: input.judge_model,
    judge_against: input.judge_against,
    dataset_id: experiment.dataset_id,
  })
  const known = withDeclared(
    deps.metrics,
    judges.map(({ judge }) => declareJudge(judge)),
  )
  const asked = await withPrimary(known, { names: input.metrics, primary: experiment.primary_metric })
  const resolved = await resolveMetrics(known, { names: asked, table: dataset, roles })
  const metrics = resolved.filter(({ name }) => !isOfJudge(name))
  const models = await resolveModels(deps, actor, { models: input.models, table: dataset, roles })
  requirePrices(input.budget, [...models.map(({ spec }) => spec), ...judges.map(({ judge }) => judge.model)])
  const content = await contentOf(deps, dataset)
  const answers_since = input.force_rerun ? await readTime(deps.db) : undefined
  const { user_id: owner_id } = actor
  const plan = { input, answers_since, owner_id, experiment, metrics, judges, asked, content }
  await requireRoom(deps, { owner_id: actor.user_id, bytes: 1 })
  const runs = await transactAround(deps, async (held, trx) => {
    await holdExperiment(trx, { id: experiment.id, viewer })
    const named = nameModels(models, await listNamedModels(trx, experiment.id))
    const plans = named.map((model) => planRun(plan, model))
    const planned = input.force_rerun ? plans : await reuseEarlier(trx, { owner_id: actor.user_id, plans })
    const ids = await submitRuns(
      held,
      planned.map(({ submission }) => submission),
    )
    await insertBudgets(trx, { run_ids: ids, budget: input.budget })
    await insertEvaluations(
      trx,
      planned.map(({ evaluation }, at) => ({ run_id: ids[at] ?? '', ...evaluation })),
    )
    await insertFingerprints(
      trx,
      planned.flatMap(({ parts }, at) =>
        parts.map((one) => ({ ...one, run_id: ids[at] ?? '', forced: input.force_rerun })),
      ),
    )
    return findRunsByIds(trx, ids)
  })
  return { items: runs.map(toRun) }
}

/** The metrics and scores that were asked for, and the score which the verdict is to be about. */
async function withPrimary(
  metrics: EvaluationDeps['metrics'],
  { names, primary }: { readonly names: readonly string[]; readonly primary: string | null },
): Promise<readonly string[]> {
  if (primary === null) return [...new Set(names)]
  const { score } = await resolveVerdictScore(metrics, primary)
  return [...new Set([...names, score.name])]
}

interface PlannedRun {
  readonly submission: RunSubmission
  readonly evaluation: {
    readonly experiment_id: string
    readonly model: string
    readonly metrics: string[]
  }
  readonly parts: readonly JobParts[]
}

interface JobParts {
  readonly name: string
  readonly subject: string
  readonly parts: FingerprintParts
}

/** A job to submit, and what it is made of. */
interface PlannedJob {
  readonly job: JobSubmission
  readonly parts: FingerprintParts
}

function planRun(plan: Plan, { name, spec, entry }: NamedModel<ModelSpec>): PlannedRun {
  const { input, answers_since, owner_id, experiment } = plan
  const metrics = plan.metrics.map((metric) => metric.name)
  const inferences =
    spec.provider === 'dataset'
      ? []
      : Array.from({ length: input.repeats }, (_, repeat) =>
          planInference(plan, {
            kind: 'inference',
            dataset_id: experiment.dataset_id,
            model: spec,
            task: withLanguageCodes(experiment.task),
            ...(entry && { entry }),
            columns: experiment.columns,
            max_samples: input.max_samples,
            max_failed_ratio: input.max_failed_ratio,
            repeat,
            seed: (input.seed + repeat) >>> 0,
            ...(answers_since !== undefined && { answers_since }),
          }),
        )
  const predicted = {
    dataset_id: experiment.dataset_id,
    columns: spec.provider === 'dataset' ? { ...experiment.columns, prediction: spec.column } : experiment.columns,
    max_samples: input.max_samples,
    predictions: spec.provider === 'dataset' ? 'column' : 'inference',
  } as const
  const judgements = planJudgements(plan, inferences, predicted)
  const scoring = planEvaluation(plan, [...inferences, ...judgements], {
    kind: 'evaluation',
    ...predicted,
    metrics,
    ...(plan.judges.length > 0 && { judges: plan.judges.map(({ judge }) => judge) }),
    seed: input.seed,
  })
  const isScored = metrics.length + plan.judges.length > 0
  const jobs = isScored ? [...inferences, ...judgements, scoring] : inferences
  return {
    parts: jobs.map(({ job, parts }) => ({ name: job.name, subject: job.kind, parts })),
    submission: {
      ...{ owner_id, group_id: experiment.id, name, jobs: jobs.map(({ job }) => job) },
      deadline_at: input.deadline_at,
      ...(input.metadata && { metadata: input.metadata }),
    },
    evaluation: { experiment_id: experiment.id, model: JSON.stringify(spec), metrics: [...plan.asked] },
  }
}

function planInference({ content, input }: Plan, spec: InferenceSpec): PlannedJob {
  const { dataset_id: _, answers_since: __, entry: ___, ...matters } = spec
  const job = {
    name: spec.repeat === 0 ? 'inference' : `inference-${spec.repeat + 1}`,
    kind: 'inference',
    spec,
    ...placeInference(spec, input.labels),
    needs: [],
    priority: input.priority,
    fingerprint: fingerprintOf({ content, ...matters }),
  } as const
  return { job, parts: inferenceParts({ spec, content }) }
}

type Predicted = Pick<JudgementSpec, 'dataset_id' | 'columns' | 'max_samples' | 'predictions'>

/** For each judge one for each repeat, in this order. */
function planJudgements(plan: Plan, inferences: readonly PlannedJob[], predicted: Predicted): PlannedJob[] {
  const { input, judges, answers_since } = plan
  const repeats = predicted.predictions === 'column' ? [undefined] : inferences
  return judges.flatMap(({ judge, entry }) =>
    repeats.map((inference, repeat) =>
      planJudgement(plan, inference, {
        kind: 'judgement',
        ...predicted,
        judge,
        ...(entry && { entry }),
        max_failed_ratio: input.max_failed_ratio,
        repeat,
        seed: input.seed,
        ...(answers_since !== undefined && { answers_since }),
      }),
    ),
  )
}

function planJudgement({ content, input }: Plan, inference: PlannedJob | undefined, spec: JudgementSpec) {
  const { dataset_id: _, answers_since: __, entry: ___, ...matters } = spec
  const { judge, repeat } = spec
  const needs = inference ? [inference.job] : []
  const predictions = needs.map(({ fingerprint }) => fingerprint)
  const upstream = Object.fromEntries(needs.map(({ name, fingerprint }) => [name, fingerprint ?? '']))
  const job = {
    name: repeat === 0 ? `judgement-${judge.name}` : `judgement-${judge.name}-${repeat + 1}`,
    kind: 'judgement',
    spec,
    placement: 'platform',
    needs: needs.map(({ name }) => name),
    priority: input.priority,
    fingerprint: fingerprintOf({ content, ...matters, predictions }),
  } as const
  return { job, parts: judgementParts({ spec, content, upstream }) }
}

function planEvaluation(
  { content, input, metrics }: Plan,
  needed: readonly PlannedJob[],
  spec: EvaluationSpec,
): PlannedJob {
  const { dataset_id: _, ...matters } = spec
  const versions = metrics.map((metric) => [metric.name, metric.version])
  const predictions = needed.map(({ job }) => job.fingerprint)
  const upstream = Object.fromEntries(needed.map(({ job }) => [job.name, job.fingerprint ?? '']))
  const parts = evaluationParts({ spec, content, versions: Object.fromEntries(versions), evaluation, upstream })
  const job = {
    name: 'evaluation',
    kind: 'evaluation',
    spec,
    ...placeEvaluation(spec, input.labels),
    needs: needed.map(({ job }) => job.name),
    priority: input.priority,
    fingerprint: fingerprintOf({ evaluation, content, ...matters, versions, predictions }),
  } as const
  return { job, parts }
}

/** Marks what the owner has had computed before; a job only when everything that it needs is reused too. */
async function reuseEarlier(
  trx: Transaction<Database>,
  { owner_id, plans }: { readonly owner_id: string; readonly plans: readonly PlannedRun[] },
): Promise<PlannedRun[]> {
  const fingerprints = plans.flatMap(({ submission }) =>
    submission.jobs.flatMap(({ fingerprint }) => fingerprint ?? []),
  )
  const earlier = await findReusableJobs(trx, { owner_id, fingerprints })
  return plans.map(({ submission, ...rest }) => ({
    ...rest,
    submission: { ...submission, jobs: markReused(submission.jobs, earlier) },
  }))
}

function markReused(jobs: readonly JobSubmission[], earlier: ReadonlyMap<string, JobRow>): JobSubmission[] {
  const reused = new Set<string>()
  return jobs.map((job) => {
    const found = job.fingerprint === null ? undefined : earlier.get(job.fingerprint)
    if (!found || !job.needs.every((needed) => reused.has(needed))) return job
    reused.add(job.name)
    return { ...job, reuse: { job_id: found.id, result: found.result } }
  })
}
