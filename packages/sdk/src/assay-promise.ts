import { AssayError } from './error/assay-error.ts'

/** What came with an answer. */
export interface WithResponse<Data> {
  /** What the call answers with. */
  readonly data: Data
  /** The last answer of the server: its status and headers; its body is read. */
  readonly response: Response
  /** Names the request in the server's log; null: whatever answered gave it no name. */
  readonly request_id: string | null
}

/** The last answer that came for a call. */
export interface AnswerLog {
  last: Response | undefined
}

/**
 * What a call gives: a promise of the data, which can also tell what came with it.
 *
 * @example
 * const { data, request_id, response } = await assay.runs.get(run_id).withResponse()
 * console.log(data.state, request_id, response.headers.get('date'))
 */
export class AssayPromise<Data> extends Promise<Data> {
  readonly #log: AnswerLog

  /** @internal */
  constructor(data: Promise<Data>, log: AnswerLog) {
    super((resolve) => resolve(data))
    this.#log = log
  }

  /** @internal */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  /** The data, with the last answer of the server that it came of. Throws what the call throws. */
  async withResponse(): Promise<WithResponse<Data>> {
    const data = await this
    const response = this.#log.last
    if (!response) throw new AssayError({ code: 'RESPONSE_INVALID', message: 'No answer was needed.', data: {} })
    return { data, response, request_id: response.headers.get('x-request-id') }
  }
}
