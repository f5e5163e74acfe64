import { createAsk } from './ask.ts'
import { inBatches, inOrder, type Started } from './in-order.ts'
import type { Answer, Example, Inference } from './inference.ts'

/** Examples that are read, and looked up in the cache, at once. */
const batchSize = 64
/** What may be ahead of the oldest unanswered example: examples, and characters of their input. */
const ahead = { items: 1024, weight: 16_000_000 }

/**
 * Asks a model about every example and yields the answers in the order of the examples.
 *
 * Memory is flat: about 1,024 examples, or 16 million characters of input, are ahead of the oldest unanswered one. What
 * the cache knows is not asked again, equal prompts under way are asked once, and an answer is in the cache before it
 * is yielded, so that an inference that is started again asks only for what is missing. An example that fails for good
 * is an answer with an `error`. Leaving the loop ends the calls under way.
 *
 * @throws DomainError when no example can be answered, for example `URL_REFUSED`.
 * @throws the reason of `signal` when it is aborted, and whatever the cache or the examples throw.
 *
 * @example
 * for await (const { example, output } of infer({ model, task, examples, repeat: 0, seed: 0 })) write(example, output)
 */
export async function* infer(inference: Inference): AsyncGenerator<Answer, void, undefined> {
  const ending = new AbortController()
  const signal = inference.signal ? AbortSignal.any([inference.signal, ending.signal]) : ending.signal
  const progress = { done: 0, failed: 0, cached: 0 }
  let waiting_for: string | null = null
  const report = () => inference.on_progress?.({ ...progress, waiting_for })
  const ask = createAsk(inference, {
    signal,
    onWait(reason) {
      waiting_for = reason
      report()
    },
  })

  async function settle(answer: Promise<Answer>): Promise<Answer> {
    try {
      const { error, cached } = await answer
      progress.done += 1
      if (error !== null) progress.failed += 1
      if (cached) progress.cached += 1
      report()
    } catch (error) {
      ending.abort(error)
    }
    return answer
  }

  async function start(batch: readonly Example[]): Promise<Started<Answer>[]> {
    signal.throwIfAborted()
    const answers = await ask(batch)
    return answers.map(({ weight, result }) => ({ weight, result: settle(result) }))
  }

  try {
    yield* inOrder(inBatches(inference.examples, batchSize, isHeavy), start, ahead)
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    ending.abort()
  }
}

function isHeavy(batch: readonly Example[]): boolean {
  return batch.reduce((sum, { input, fields = {} }) => sum + lengthOf(input) + lengthOf(fields), 0) >= ahead.weight
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : (JSON.stringify(value)?.length ?? 0)
}
