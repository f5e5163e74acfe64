import type {
  Event,
  GraphNode,
  JobExplanation,
  Run,
  RunDetail,
  RunExample,
  RunExamples,
  RunExplanation,
  RunGraph,
  RunRetryPlan,
  runCreateInput,
  runExamplesInput,
  runListInput,
  runRaiseBudgetInput,
  runRetryInput,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { showEach } from '../display/list-view.ts'
import { showRun, showRuns } from '../display/run-view.ts'
import { type Download, download } from '../download.ts'
import { AssayRunError } from '../error/run-error.ts'
import { follow } from '../event-stream.ts'
import { List, listByCursor } from '../list.ts'
import type { RequestOptions } from '../request-options.ts'
import { settle, type WaitOptions, waitForEach } from '../settling.ts'

/** Which runs to list: `experiment_id`, `name`, `state`, `scope`, `limit`, `cursor`, `include_total`. */
export type RunListParams = z.input<typeof runListInput>

/** Which examples to read: `only_failed`, `order_by` (a score), `after`, `limit`. */
export type RunExamplesParams = Omit<z.input<typeof runExamplesInput>, 'run_id'>

/**
 * What to run: `application` (as `maps/1`) with `entrypoints` and their `parameters`, `inputs`, `arguments` and
 * `matrix`, or a list of `jobs`; and for either `name`, `environment`, `secrets`, `priority` (0 to 5),
 * `timeout_seconds`, `deadline_at` and `force_rerun`.
 */
export type RunCreateParams = z.input<typeof runCreateInput>

/** What to try again: `from` (names of jobs), `force`, and `secrets` for the new run only. */
export type RunRetryParams = Omit<z.input<typeof runRetryInput>, 'run_id'>

/** New limits in all, what is spent included: `cost`, `tokens`, `seconds`; those that are absent stay. */
export type RunBudgetParams = z.input<typeof runRaiseBudgetInput>['budget']

/** How to wait for a run. */
export interface RunWaitOptions extends WaitOptions<RunDetail> {
  /** Whether to throw an `AssayRunError` when the run ends without success. Default: false. */
  readonly throwOnFailure?: boolean | undefined
}

/** How to wait for several runs. */
export interface RunWaitAllOptions extends Omit<RunWaitOptions, 'onProgress'> {
  /** Called with how the runs stand, in the order of their ids; those that were not looked at yet are left out. */
  readonly onProgress?: ((runs: readonly RunDetail[]) => void) | undefined
}

/** How to follow a run. */
export interface RunEventsOptions extends RequestOptions {
  /** The `seq` of the last event that is known already. Default: 0, from the beginning. */
  readonly after?: number | undefined
}

/** Runs: submissions of one or more jobs. */
export class Runs {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Submits a run: entrypoints of an application with all that they require, or a list of jobs with what they need.
   * Jobs that succeeded before with equal inputs are reused. Throws APPLICATION_NOT_FOUND, GRAPH_INVALID,
   * FILE_NOT_FOUND, DATASET_NOT_FOUND, SECRET_NOT_FOUND, INPUT_INVALID, QUOTA_REACHED.
   *
   * @example
   * const run = await assay.runs.create({
   *   application: 'maps/1',
   *   entrypoints: ['map_crop'],
   *   parameters: { map: 'peach' },
   * })
   * await assay.runs.wait(run.id, { throwOnFailure: true })
   */
  create(params: RunCreateParams, options?: CallOptions): AssayPromise<Run> {
    return this.#connection.call(options, (rpc, how) => rpc.runs.create.mutate(params, how).then(showRun))
  }

  /**
   * Gets a run with its jobs; the kind of a job tells what its spec and its result hold. Throws RUN_NOT_FOUND.
   *
   * @example
   * for (const job of (await assay.runs.get(run.id)).jobs) {
   *   if (job.kind === 'evaluation') console.log(job.result?.scores)
   * }
   */
  get(run_id: string, options?: CallOptions): AssayPromise<RunDetail> {
    return this.#connection.call(options, (rpc, how) => rpc.runs.get.query({ run_id }, how).then(showRun))
  }

  /**
   * Lists your runs and those that are shared with you, newest first.
   *
   * @example
   * for await (const run of assay.runs.list({ state: 'running' })) console.log(run.name, run.progress)
   */
  list(params: RunListParams = {}, options?: CallOptions): List<Run> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) =>
        rpc.runs.list.query({ ...params, cursor }, how).then(showEach<Run>(showRun)),
      ),
    )
  }

  /**
   * Stops a run; it is `stopped` as soon as all that belongs to it is dead. Throws RUN_NOT_FOUND.
   *
   * @example
   * const { stop_requested_at } = await assay.runs.stop(run.id)
   */
  stop(run_id: string, options?: CallOptions): AssayPromise<Run> {
    return this.#connection.call(options, (rpc, how) => rpc.runs.stop.mutate({ run_id }, how).then(showRun))
  }

  /**
   * Lets a run spend more on models; one that has paused goes on. Throws RUN_NOT_FOUND, INPUT_INVALID where it has no
   * budget.
   *
   * @example
   * const { budget } = await assay.runs.raiseBudget(run.id, { cost: 20 })
   */
  raiseBudget(run_id: string, budget: RunBudgetParams, options?: CallOptions): AssayPromise<Run> {
    return this.#connection.call(options, (rpc, how) =>
      rpc.runs.raise_budget.mutate({ run_id, budget }, how).then(showRun),
    )
  }

  /**
   * Tries a failed or stopped run again, as a new run that reuses what succeeded; with `from` or `force`, any run that
   * has ended. Throws RUN_NOT_RETRYABLE, JOB_INPUT_GONE.
   *
   * @example
   * const again = await assay.runs.retry(run.id, { from: ['map_crop'] })
   * await assay.runs.wait(again.id)
   */
  retry(run_id: string, params: RunRetryParams = {}, options?: CallOptions): AssayPromise<Run> {
    return this.#connection.call(options, (rpc, how) => rpc.runs.retry.mutate({ ...params, run_id }, how).then(showRun))
  }

  /**
   * Says what a retry would do, and does nothing. Throws RUN_NOT_RETRYABLE.
   *
   * @example
   * const { items } = await assay.runs.planRetry(run.id, { from: ['map_crop'] })
   * console.log(items.filter(({ action }) => action === 'run').map(({ name }) => name))
   */
  planRetry(
    run_id: string,
    params: Omit<RunRetryParams, 'secrets'> = {},
    options?: CallOptions,
  ): AssayPromise<RunRetryPlan> {
    return this.#connection.call(options, (rpc, how) => rpc.runs.plan_retry.query({ ...params, run_id }, how))
  }

  /**
   * Reads the jobs of a run with what they need, each after that. Throws RUN_NOT_FOUND.
   *
   * @example
   * for await (const { name, state, needs } of assay.runs.graph(run.id)) console.log(name, state, needs)
   */
  graph(run_id: string, params: { limit?: number } = {}, options?: CallOptions): List<GraphNode, RunGraph> {
    return new List({
      read: (after) =>
        this.#connection.call(options, (rpc, how) =>
          rpc.runs.graph.query({ ...params, run_id, ...behind(after) }, how),
        ),
      next: (page) => page.next_after,
    })
  }

  /**
   * Says of each job of a run why it ran, or did not need to: what differs from the nearest earlier one. Throws
   * RUN_NOT_FOUND.
   *
   * @example
   * for await (const { name, sentence } of assay.runs.explain(run.id)) console.log(name, sentence)
   */
  explain(
    run_id: string,
    params: { limit?: number } = {},
    options?: CallOptions,
  ): List<JobExplanation, RunExplanation> {
    return new List({
      read: (after) =>
        this.#connection.call(options, (rpc, how) =>
          rpc.runs.explain.query({ ...params, run_id, ...behind(after) }, how),
        ),
      next: (page) => page.next_after,
    })
  }

  /**
   * Deletes a run that has ended. Throws RUN_NOT_FOUND, RUN_NOT_FINISHED.
   *
   * @example
   * await assay.runs.delete(run.id)
   */
  delete(run_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.runs.delete.mutate({ run_id }, how)
    })
  }

  /**
   * Waits until a run has ended and answers with it, whatever came of it; with `throwOnFailure`, throws unless it
   * succeeded. Restarts of the server are waited out.
   *
   * @example
   * const run = await assay.runs.wait(runs[0].id, {
   *   timeoutMs: 600_000,
   *   onProgress: ({ jobs }) => console.log(jobs.map(({ name, progress }) => [name, progress?.done])),
   * })
   */
  wait(run_id: string, { throwOnFailure, ...options }: RunWaitOptions = {}): AssayPromise<RunDetail> {
    return this.#connection.work(options, async (connection) => {
      const run = await settle<RunDetail, RunDetail>(connection.transport, {
        ...options,
        look: (wait_seconds, signal) =>
          connection.call({ signal }, (rpc, how) => rpc.runs.get.query({ run_id, wait_seconds }, how)),
        isSettled: (thing): thing is RunDetail => thing.finished_at !== null,
      })
      if (throwOnFailure && run.state !== 'succeeded') throw new AssayRunError(run)
      return showRun(run)
    })
  }

  /**
   * Waits until several runs have ended and answers with them in the order of their ids; with `throwOnFailure`, throws
   * as soon as one has ended without success.
   *
   * @example
   * const runs = await assay.experiments.evaluate(experiment.id, { models: ['lead-3', 'textrank'] })
   * const ended = await assay.runs.waitAll(runs.map(({ id }) => id), { throwOnFailure: true })
   */
  waitAll(
    run_ids: readonly string[],
    { throwOnFailure, ...options }: RunWaitAllOptions = {},
  ): AssayPromise<RunDetail[]> {
    return this.#connection.work(options, (connection) => {
      const runs = new Runs(connection)
      return waitForEach(run_ids, options, (run_id, how) => runs.wait(run_id, { ...how, throwOnFailure })).then(
        showRuns,
      )
    })
  }

  /**
   * Downloads the outputs of all jobs of a run as a zip that is made as it is read, those of each job in a folder of
   * its own. Throws RUN_NOT_FOUND.
   *
   * @example
   * await (await assay.runs.downloadOutputs(run.id)).saveTo('run.zip')
   */
  downloadOutputs(run_id: string, options?: RequestOptions): AssayPromise<Download> {
    const url = `/api/v1/runs/${encodeURIComponent(run_id)}/outputs.zip`
    return this.#connection.work(options, ({ transport }) => download(transport, url, options))
  }

  /**
   * Follows what happens to a run and its jobs, from the beginning or behind an event, until it has ended. A lost
   * connection is taken up by itself, without gap or repetition. Throws RUN_NOT_FOUND.
   *
   * @example
   * for await (const event of assay.runs.events(run.id)) console.log(event.seq, event.type)
   */
  events(run_id: string, { after = 0, ...options }: RunEventsOptions = {}): AsyncGenerator<Event, void> {
    const { signal } = options
    return this.#connection.follow(options, async function* (transport) {
      const subscription = { path: 'runs.events', input: { run_id, after }, signal }
      for await (const { data } of follow<Event>(transport, subscription)) yield data
    })
  }

  /**
   * Reads input, reference, prediction and scores of each example. Throws RUN_NOT_FOUND.
   *
   * @example
   * for await (const { input, error } of assay.runs.examples(run.id, { only_failed: true })) console.log(input, error)
   */
  examples(run_id: string, params: RunExamplesParams = {}, options?: CallOptions): List<RunExample, RunExamples> {
    return new List({
      read: (after = params.after) => {
        const input = { ...params, run_id, after: after === undefined ? undefined : Number(after) }
        return this.#connection.call(options, (rpc, how) => rpc.runs.examples.query(input, how))
      },
      next: (page) => page.next_after,
    })
  }
}

function behind(after: string | number | undefined): { readonly after?: string } {
  return after === undefined ? {} : { after: String(after) }
}
