import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import {
  AssayError,
  type CreatedDataset,
  type Dataset,
  type Experiment,
  type ReadyComparison,
  type Run,
  type RunDetail,
} from '@assay/sdk'
import type { Command } from 'commander'
import { CommandError, wrongUsage } from '../command-error.ts'
import {
  addEvaluateOptions,
  contenders,
  type EvaluateOptions,
  toEvaluateParams,
  toExperimentParams,
  toTask,
} from '../option/evaluate-options.ts'
import { isId } from '../option/identifier.ts'
import { requireMetrics } from '../option/metric-lookup.ts'
import { followRuns, requireSuccess } from '../run-following.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderComparison } from '../table/comparison-table.ts'
import { renderResults } from '../table/result-table.ts'
import { uploadDataset } from '../transfer/upload.ts'

/** What an evaluation came to. */
interface Evaluation {
  readonly dataset: Dataset
  readonly experiment: Experiment
  readonly runs: readonly RunDetail[]
  /** Absent when fewer than two runs succeeded. */
  readonly comparison: ReadyComparison | null
}

/** `assay evaluate`: from a file to a verdict. */
export function addEvaluateCommand(program: Command, open: OpenSession): void {
  const evaluate = program
    .command('evaluate')
    .description('evaluate models on a dataset and say which one to trust')
    .argument('<file|dataset-id>', 'a CSV, TSV, JSONL, JSON or Parquet file, or the id of a dataset')
  addEvaluateOptions(evaluate).action(async (source: string, options: EvaluateOptions) => {
    const session = await open()
    checkBaseline(options)
    const evaluation = await carryOut(session, source, options)
    const shown = { ...session.terminal, details: options.details === true }
    const { items: metrics } = await session.assay.metrics.list()
    session.show(evaluation, ({ comparison, runs }) =>
      comparison ? renderComparison(comparison, shown) : renderResults(runs, { ...shown, metrics }).join('\n\n'),
    )
    requireSuccess(evaluation.runs)
  })
}

function checkBaseline(options: EvaluateOptions): void {
  const { baseline } = options
  if (baseline === undefined || contenders(options).includes(baseline)) return
  throw wrongUsage(`--baseline must be one of --models or --prediction-column, not "${baseline}".`)
}

async function carryOut(session: Session, source: string, options: EvaluateOptions): Promise<Evaluation> {
  const { dataset, experiment, started } = await start(session, source, options)
  const runs = await followRuns(session, started)
  const succeeded = runs.filter(({ state }) => state === 'succeeded')
  const comparison = succeeded.length < 2 ? null : await compare(session, { experiment, succeeded, started, options })
  return { dataset, experiment, runs, comparison }
}

interface Started extends Pick<Evaluation, 'dataset' | 'experiment'> {
  readonly started: readonly Run[]
}

/** Uploads and starts the runs; when that is refused, as for a misspelt name, nothing of it stays behind. */
async function start(session: Session, source: string, options: EvaluateOptions): Promise<Started> {
  const { assay } = session
  const task = toTask(options)
  const params = await toEvaluateParams(assay, options)
  await requireMetrics(assay, options.metrics ?? [])
  const known = await findDataset(session, source)
  const dataset = known ? { ...known, is_new: false } : await upload(session, source, options)
  const undo = dataset.is_new ? [() => assay.datasets.delete(dataset.id)] : []
  try {
    const experiment = await assay.experiments.create(toExperimentParams(dataset, task, options))
    undo.unshift(() => assay.experiments.delete(experiment.id))
    return { dataset, experiment, started: await assay.experiments.evaluate(experiment.id, params) }
  } catch (error) {
    // what cannot be taken back either is not what there is to say
    if (AssayError.is(error) && isRefusal(error)) for (const one of undo) await Promise.allSettled([one()])
    throw error
  }
}

function isRefusal({ status }: AssayError): boolean {
  return status !== undefined && status >= 400 && status < 500
}

interface Finished {
  readonly experiment: Experiment
  readonly succeeded: readonly RunDetail[]
  readonly started: readonly Run[]
  readonly options: EvaluateOptions
}

function compare({ assay }: Session, { experiment, succeeded, started, options }: Finished): Promise<ReadyComparison> {
  const baseline = started[contenders(options).indexOf(options.baseline ?? '')]?.id
  const isThere = succeeded.some(({ id }) => id === baseline)
  const run_ids = succeeded.map(({ id }) => id)
  return assay.experiments.compare(experiment.id, { run_ids, ...(isThere && { baseline_run_id: baseline }) })
}

/** The dataset whose id was given; undefined when it is a file, or stdin. */
async function findDataset({ assay }: Session, source: string): Promise<Dataset | undefined> {
  if (source === '-' || (await isFile(source))) return undefined
  if (isId(source)) return assay.datasets.get(source)
  throw new CommandError(`There is no file ${source}.`)
}

async function upload(session: Session, source: string, options: EvaluateOptions): Promise<CreatedDataset> {
  const name = options.name ?? (source === '-' ? undefined : basename(source, extname(source)))
  return uploadDataset(session, source, { ...options, name })
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && !found.isDirectory()
}
