import type { Completion, CompletionPart } from '@assay/schemas'
import { AssayError } from './error/assay-error.ts'

/**
 * The answer of a model: `await` it for the whole, or go through it with `for await` as it comes. The model is asked
 * when it is first needed, and once; it stops when you leave the loop.
 *
 * @example
 * const { output, cost } = await assay.models.complete({ model: 'acme/summarizer', prompt: 'Say hello.' })
 * for await (const part of assay.models.complete({ model: 'acme/summarizer', prompt: 'Say hello.' })) {
 *   if (part.type === 'text') process.stdout.write(part.text)
 * }
 */
export class CompletionCall implements PromiseLike<Completion>, AsyncIterable<CompletionPart> {
  readonly #ask: () => AsyncGenerator<CompletionPart, void>
  #whole: Promise<Completion> | undefined

  /** @internal */
  constructor(ask: () => AsyncGenerator<CompletionPart, void>) {
    this.#ask = ask
  }

  /** Goes through the answer as it comes; its last part is the whole. */
  [Symbol.asyncIterator](): AsyncGenerator<CompletionPart, void> {
    return this.#ask()
  }

  /**
   * The whole answer as text.
   *
   * @example
   * console.log(await assay.models.complete({ model: 'acme/summarizer', prompt: 'Say hello.' }).text())
   */
  async text(): Promise<string> {
    return (await this).output
  }

  /** Reads the whole answer: what `await` calls. */
  // biome-ignore lint/suspicious/noThenProperty: an answer can be awaited as a whole
  then<Result = Completion, Failure = never>(
    onRead?: ((completion: Completion) => Result | PromiseLike<Result>) | null,
    onFailure?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    this.#whole ??= this.#readWhole()
    return this.#whole.then(onRead, onFailure)
  }

  async #readWhole(): Promise<Completion> {
    for await (const part of this) if (part.type === 'end') return part.completion
    throw new AssayError({ code: 'RESPONSE_INVALID', message: 'The answer ended without its end.', data: {} })
  }
}
