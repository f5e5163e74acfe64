import type {
  Calibration,
  Judge,
  judgeCalibrateInput,
  judgeCreateInput,
  judgeListInput,
  judgeSampleInput,
  LabelSample,
  labelSampleListInput,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type List, listByCursor } from '../list.ts'

/** A judge: `name`, `model`, `criteria`; if you like `needs`, `prompt`, `system_prompt`, `normalised`, `title`. */
export type JudgeCreateParams = z.input<typeof judgeCreateInput>

/** Which judges to list: `name` (all its versions), `builtin`, `limit`, `cursor`, `include_total`. */
export type JudgeListParams = z.input<typeof judgeListInput>

/** What to draw for people to label: `run_ids` or `experiment_id`, `examples`, `seed`. */
export type JudgeSampleParams = Omit<z.input<typeof judgeSampleInput>, 'name'>

/** Which samples to list: `limit`, `cursor`, `include_total`. */
export type LabelSampleListParams = z.input<typeof labelSampleListInput>

/** How to calibrate: `criterion`, `level`, `reach`. */
export type JudgeCalibrateParams = Omit<z.input<typeof judgeCalibrateInput>, 'sample_id'>

/** Judges: models that score predictions by criteria. An evaluation names one among its metrics as `judge/<name>`. */
export class Judges {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Makes a judge; of a name that there is, its next version. Throws MODEL_UNKNOWN, SECRET_NOT_FOUND.
   *
   * @example
   * const model = { provider: 'openai-compatible', model: 'gpt-4o', base_url, secret: 'OPENAI_API_KEY' } as const
   * const criteria = [{ name: 'politeness', description: '5: polite throughout. 1: rude.' }]
   * await assay.judges.create({ name: 'tone', model, criteria })
   * await assay.experiments.evaluate(experiment.id, { models: ['lead-3'], metrics: ['judge/tone'] })
   */
  create(params: JudgeCreateParams, options?: CallOptions): AssayPromise<Judge> {
    return this.#connection.call(options, (rpc, how) => rpc.judges.create.mutate(params, how))
  }

  /**
   * Gets a judge, of yours or one that comes with Assay; its newest version unless told otherwise. Throws
   * JUDGE_NOT_FOUND.
   *
   * @example
   * const { criteria } = await assay.judges.get('g_eval_summarization')
   */
  get(name: string, { version }: { version?: number } = {}, options?: CallOptions): AssayPromise<Judge> {
    const params = { name, ...(version !== undefined && { version }) }
    return this.#connection.call(options, (rpc, how) => rpc.judges.get.query(params, how))
  }

  /**
   * Lists your judges, newest first; with `builtin`, those that come with Assay.
   *
   * @example
   * for await (const { name, version } of assay.judges.list()) console.log(name, version)
   */
  list(params: JudgeListParams = {}, options?: CallOptions): List<Judge> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.judges.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Removes a judge with all its versions; runs keep the one that they were scored by. Throws JUDGE_NOT_FOUND.
   *
   * @example
   * await assay.judges.remove('tone')
   */
  remove(name: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.judges.remove.mutate({ name }, how)
    })
  }

  /**
   * Draws examples for people to label, each as likely as any other, out of those that the judge has scored in all of
   * these runs. Throws RUN_NOT_FOUND, SCORE_MISSING.
   *
   * @example
   * const sample = await assay.judges.sample('tone', { experiment_id: experiment.id, examples: 100 })
   */
  sample(name: string, params: JudgeSampleParams, options?: CallOptions): AssayPromise<LabelSample> {
    return this.#connection.call(options, (rpc, how) => rpc.judges.sample.mutate({ ...params, name }, how))
  }

  /**
   * Lists your samples, newest first.
   *
   * @example
   * const [newest] = (await assay.judges.samples({ limit: 1 })).items
   */
  samples(params: LabelSampleListParams = {}, options?: CallOptions): List<LabelSample> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.judges.samples.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Compares a judge with the labels of people: agreement, bias, and means and differences of the runs in which labels
   * correct the judge. Throws SAMPLE_NOT_FOUND, RUN_NOT_FOUND.
   *
   * @example
   * const { agreement, differences, notices } = await assay.judges.calibrate(sample.id)
   * for (const { sentence } of differences) console.log(sentence)
   */
  calibrate(sample_id: string, params: JudgeCalibrateParams = {}, options?: CallOptions): AssayPromise<Calibration> {
    return this.#connection.call(options, (rpc, how) => rpc.judges.calibrate.query({ ...params, sample_id }, how))
  }
}
