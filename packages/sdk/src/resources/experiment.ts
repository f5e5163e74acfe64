import type {
  compareInput,
  Estimate,
  Experiment,
  ExperimentImport,
  estimateInput,
  evaluateInput,
  experimentCreateInput,
  experimentListInput,
  MlflowExport,
  mlflowExportInput,
  ReadyComparison,
  Run,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { UploadSource } from '../byte-source.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { showRuns } from '../display/run-view.ts'
import { type Download, download } from '../download.ts'
import { type List, listByCursor } from '../list.ts'
import type { RequestOptions } from '../request-options.ts'
import type { SendOptions } from '../sending.ts'
import { send } from '../upload.ts'
import { awaitComparison } from './comparison.ts'

/** What an experiment is about: `name`, `dataset_id`, `task`, and where they differ `columns`, `primary_metric`. */
export type ExperimentCreateParams = z.input<typeof experimentCreateInput>

/** Which experiments to list: `dataset_id`, `sample`, `scope`, `limit`, `cursor`, `include_total`. */
export type ExperimentListParams = z.input<typeof experimentListInput>

/** What to evaluate: `models`, `metrics`, `max_samples`, `repeats`, `seed`, … */
export type EvaluateParams = Omit<z.input<typeof evaluateInput>, 'experiment_id'>

/** Where to: `url`, `secret`, `mlflow_experiment`. */
export type MlflowExportParams = Omit<z.input<typeof mlflowExportInput>, 'experiment_id'>

/** What to estimate: `models`, `max_samples`, `repeats`. */
export type EstimateParams = Omit<z.input<typeof estimateInput>, 'experiment_id'>

/**
 * What to compare: `run_ids`, `baseline_run_id`, `primary_metric`, `margins`, `level`, `seed`, `method`,
 * `cluster_column`.
 */
export type CompareParams = Omit<z.input<typeof compareInput>, 'experiment_id'>

/** Experiments: named groups of runs that share data and task. */
export class Experiments {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Makes an experiment. Throws DATASET_NOT_FOUND, DATASET_NOT_READY, DATASET_FAILED, COLUMN_UNKNOWN.
   *
   * @example
   * const task = { type: 'summarization' } as const
   * const experiment = await assay.experiments.create({ name: 'news', dataset_id: dataset.id, task })
   */
  create(params: ExperimentCreateParams, options?: CallOptions): AssayPromise<Experiment> {
    return this.#connection.call(options, (rpc, how) => rpc.experiments.create.mutate(params, how))
  }

  /**
   * Gets an experiment. Throws EXPERIMENT_NOT_FOUND.
   *
   * @example
   * const { primary_metric } = await assay.experiments.get(experiment_id)
   */
  get(experiment_id: string, options?: CallOptions): AssayPromise<Experiment> {
    return this.#connection.call(options, (rpc, how) => rpc.experiments.get.query({ experiment_id }, how))
  }

  /**
   * Lists your experiments and those that are shared with you, newest first.
   *
   * @example
   * for await (const { name } of assay.experiments.list({ scope: 'shared' })) console.log(name)
   */
  list(params: ExperimentListParams = {}, options?: CallOptions): List<Experiment> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.experiments.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Deletes an experiment with its runs. Throws EXPERIMENT_NOT_FOUND, RUN_NOT_FINISHED.
   *
   * @example
   * await assay.experiments.delete(experiment.id)
   */
  delete(experiment_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.experiments.delete.mutate({ experiment_id }, how)
    })
  }

  /**
   * Evaluates models, one run each, and answers with the runs at once, in the order of the models. Without `models`,
   * the predictions that the dataset holds already. Throws MODEL_UNKNOWN, METRIC_UNKNOWN, COLUMN_MISSING before
   * anything runs.
   *
   * @example
   * const question = { models: ['lead-3', 'textrank'], metrics: ['rouge'] }
   * const runs = await assay.experiments.evaluate(experiment.id, question)
   * for (const run of runs) await assay.runs.wait(run.id)
   */
  evaluate(experiment_id: string, params: EvaluateParams = {}, options?: CallOptions): AssayPromise<Run[]> {
    const input = { ...params, experiment_id }
    return this.#connection.call(options, async (rpc, how) => {
      const { items } = await rpc.experiments.evaluate.mutate(input, how)
      return showRuns(items)
    })
  }

  /**
   * Estimates what an evaluation would take, each amount with its least and its most; nothing is asked. Throws
   * EXPERIMENT_NOT_FOUND, MODEL_UNKNOWN, COLUMN_MISSING.
   *
   * @example
   * const { calls, cost } = await assay.experiments.estimate(experiment.id, { models: ['acme/summarizer'] })
   */
  estimate(experiment_id: string, params: EstimateParams = {}, options?: CallOptions): AssayPromise<Estimate> {
    const input = { ...params, experiment_id }
    return this.#connection.call(options, (rpc, how) => rpc.experiments.estimate.query(input, how))
  }

  /**
   * Compares runs that succeeded, and waits until it is computed: scores with intervals, differences, and a verdict.
   * Without `run_ids`, the newest of each model; against the first unless `baseline_run_id` names another. Throws
   * COMPARISON_RUNS_OPEN while a run of the experiment goes on, COMPARISON_TOO_FEW, COMPARISON_NOTHING_SHARED,
   * SCORE_MISSING.
   *
   * @example
   * const comparison = await assay.experiments.compare(experiment.id)
   * console.log(comparison.verdict.sentence)
   */
  compare(experiment_id: string, params: CompareParams = {}, options?: CallOptions): AssayPromise<ReadyComparison> {
    const input = { ...params, experiment_id }
    return this.#connection.work(options, async (connection) => {
      const asked = await connection.call(options, (rpc, how) => rpc.experiments.compare.mutate(input, how))
      return awaitComparison(connection, { asked, options })
    })
  }

  /**
   * Exports an experiment as one file, streamed: dataset, runs that have ended, predictions, scores, judges and labels,
   * and no secrets. Throws EXPERIMENT_NOT_FOUND, DATASET_NOT_FOUND.
   *
   * @example
   * const bundle = await assay.experiments.export('news')
   * await writeFile(bundle.filename, bundle.stream)
   */
  export(experiment_id: string, options?: RequestOptions): AssayPromise<Download> {
    const path = `/api/v1/experiments/${encodeURIComponent(experiment_id)}/export`
    return this.#connection.work(options, ({ transport }) => download(transport, path, options))
  }

  /**
   * Uploads what `export` gave, on whatever server, and makes an experiment of it that is yours. Throws BUNDLE_INVALID,
   * QUOTA_REACHED, UPLOAD_TOO_LARGE.
   *
   * @example
   * const { experiment } = await assay.experiments.import('news-experiment.zip')
   */
  import(source: UploadSource, options: SendOptions & { readonly name?: string } = {}): AssayPromise<ExperimentImport> {
    const { signal, name, ...sending } = options
    return this.#connection.work(options, async (connection) => {
      const { id: upload_id } = await send(connection, source, { signal, ...sending })
      return connection.call({ signal }, (rpc, how) => rpc.experiments.import.mutate({ upload_id, name }, how))
    })
  }

  /**
   * Writes the runs that have ended to an MLflow server, each once however often it is called. What takes long goes on
   * with the next call: as long as `remaining` is not 0. Throws MLFLOW_FAILED, URL_REFUSED, SECRET_NOT_FOUND.
   *
   * @example
   * const { remaining } = await assay.experiments.exportToMlflow('news', { url: 'https://mlflow.example.org' })
   */
  exportToMlflow(experiment_id: string, params: MlflowExportParams, options?: CallOptions): AssayPromise<MlflowExport> {
    const input = { ...params, experiment_id }
    return this.#connection.call(options, (rpc, how) => rpc.experiments.export_to_mlflow.mutate(input, how))
  }
}
