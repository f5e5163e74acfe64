import type {
  CompletionPart,
  completionInput,
  GeneratedList,
  generateInput,
  ModelEntry,
  modelListInput,
  modelPutInput,
  modelRemoveInput,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import { CompletionCall } from '../completion-call.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { readOnce } from '../event-stream.ts'
import { type List, listByCursor } from '../list.ts'
import type { RequestOptions } from '../request-options.ts'

/** Which entries to list: `task`, `origin`, `limit`, `cursor`, `include_total`. */
export type ModelListParams = z.input<typeof modelListInput>

/**
 * What an entry says: `model`, or `alias_of`; `title`, `description`, `tasks` (every task unless given),
 * `requirements`; for admins `for_everyone`, and `shared_secret`.
 */
export type ModelPutParams = Omit<z.input<typeof modelPutInput>, 'name'>

/** Which entry is removed: yours, or with `for_everyone` the one for everyone. */
export type ModelRemoveParams = Omit<z.input<typeof modelRemoveInput>, 'name'>

/** What one model is asked: `model`, `prompt` or `messages`; `task`, text generation unless given; `seed`. */
export type CompleteParams = z.input<typeof completionInput>

/** What one model is asked about: `model`, `texts`; `task`, text generation unless given; `seed`. */
export type GenerateParams = z.input<typeof generateInput>

/** The model catalogue: your own entries, those for everyone, and the built-in ones. */
export class Models {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Lists the models that can be named in `models`, your own first.
   *
   * @example
   * for await (const model of assay.models.list({ task: 'translation' })) console.log(model.name, model.origin)
   */
  list(params: ModelListParams = {}, options?: CallOptions): List<ModelEntry> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.models.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Gets an entry by its name or its id. Throws MODEL_NOT_FOUND.
   *
   * @example
   * const { model, price } = await assay.models.get('openai/gpt-4o-mini')
   */
  get(name: string, options?: CallOptions): AssayPromise<ModelEntry> {
    return this.#connection.call(options, (rpc, how) => rpc.models.get.query({ name }, how))
  }

  /**
   * Makes an entry of yours, or replaces it; runs that began before keep what it said. Throws INPUT_INVALID,
   * MODEL_UNKNOWN, MODEL_ALIAS_CYCLE, TOO_MANY_MODELS, SECRET_NOT_FOUND, FORBIDDEN.
   *
   * @example
   * await assay.models.put('acme/summarizer', {
   *   model: { provider: 'openai-compatible', model: 'llama3.2', base_url: 'http://localhost:11434/v1' },
   *   tasks: ['summarization'],
   * })
   * await assay.models.put('summarizer', { alias_of: 'acme/summarizer' })
   */
  put(name: string, params: ModelPutParams, options?: CallOptions): AssayPromise<ModelEntry> {
    return this.#connection.call(options, (rpc, how) => rpc.models.put.mutate({ ...params, name }, how))
  }

  /**
   * Removes an entry. Throws MODEL_NOT_FOUND, FORBIDDEN.
   *
   * @example
   * await assay.models.remove('acme/summarizer')
   */
  remove(name: string, params: ModelRemoveParams = {}, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.models.remove.mutate({ ...params, name }, how)
    })
  }

  /**
   * Asks a model once. `await` gives the whole answer, `for await` its parts as they come, with reasoning apart; when
   * you leave, the call ends. What breaks off is not asked for again. Throws MODEL_UNKNOWN, INPUT_INVALID,
   * SECRET_NOT_FOUND, MODEL_CALL_FAILED, COMPLETION_REFUSED, LIMIT_REACHED.
   *
   * @example
   * const { output } = await assay.models.complete({ model: 'acme/summarizer', prompt: 'Say hello.' })
   */
  complete(params: CompleteParams, options: RequestOptions = {}): CompletionCall {
    const { signal } = options
    return new CompletionCall(() =>
      this.#connection.follow(options, (transport) =>
        readOnce<CompletionPart>(transport, { path: '/api/v1/models/stream', input: params, signal }),
      ),
    )
  }

  /**
   * Asks a model about up to 100 texts; one without an answer says why in `error`. Throws MODEL_UNKNOWN, INPUT_INVALID,
   * SECRET_NOT_FOUND, LIMIT_REACHED.
   *
   * @example
   * const { items } = await assay.models.generate({ model: 'acme/summarizer', texts, task: { type: 'summarization' } })
   */
  generate(params: GenerateParams, options?: CallOptions): AssayPromise<GeneratedList> {
    return this.#connection.call(options, (rpc, how) => rpc.models.generate.query(params, how))
  }
}
