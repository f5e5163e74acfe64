import { callsOf, type JudgeCall, type Judgement, ordersOf, type Taken } from '@assay/compute'
import { readPairReply, readReply, toJudgePrompt, toPairPrompt } from '@assay/core'
import type { Answer, Example } from '@assay/models'
import { InferenceTotals, isBlank, type Predicted, sameAnswers } from '@assay/runners'
import type { JudgementResult, JudgementSpec } from '@assay/schemas'

/** An example with what was said of it, call by call. */
export interface Judged {
  readonly judgements: readonly Judgement[]
  readonly taken: Taken
}

/** Turns examples into questions, and the answers into judgements. */
export class Judging {
  readonly #spec: JudgementSpec
  /** About each example. */
  readonly #asked: readonly JudgeCall[]
  readonly #calls: number
  readonly #totals = new InferenceTotals()
  /** What is known without asking of examples that are under way, by number. */
  readonly #known = new Map<number, Judgement>()
  #judged = 0
  #notJudged = 0
  #inconsistent = 0

  /** `calls`: how many there are to be in all. */
  constructor(spec: JudgementSpec, calls: number) {
    this.#spec = spec
    this.#asked = callsOf(spec.judge)
    this.#calls = calls
  }

  /** Numbers count calls. What is not asked about has an empty question, which no model is given. */
  async *questions(batches: AsyncIterable<readonly Predicted[]>): AsyncGenerator<Example> {
    for await (const batch of batches) {
      for (const predicted of batch) {
        const { example } = predicted
        const known = this.#knownOf(predicted)
        if (known !== undefined) this.#known.set(example, known)
        for (const [at, call] of this.#asked.entries()) {
          const input = known === undefined ? this.#questionOf(predicted, call) : ''
          yield { example: example * this.#asked.length + at, input }
        }
      }
    }
  }

  #knownOf({ input, references, repeats: [first], other = null }: Predicted): Judgement | undefined {
    const { needs, pairs } = this.#spec.judge
    const prediction = first?.prediction ?? null
    if (prediction === null) return failed('There is no prediction to judge.')
    if (pairs && other === null) return failed('The other run has no answer to compare with.')
    if (needs.includes('input') && isBlank(input ?? '')) return failed('There is no input, which the judge needs.')
    if (needs.includes('reference') && references.length === 0)
      return failed('There is no reference, which the judge needs.')
    if (pairs && prediction === other) return { score: 0, reason: sameAnswers, error: null, reply: null }
    return undefined
  }

  #questionOf({ input, references, repeats: [first], other }: Predicted, { criterion, is_swapped }: JudgeCall): string {
    const { judge } = this.#spec
    const texts = { input, references }
    const own = first?.prediction ?? ''
    if (!judge.pairs) return toJudgePrompt(judge, criterion, { ...texts, prediction: own })
    const theirs = other ?? ''
    const order = is_swapped ? { first: theirs, second: own } : { first: own, second: theirs }
    return toPairPrompt(judge, criterion, { ...texts, ...order })
  }

  /** Throws TOO_MANY_EXAMPLES_FAILED as soon as the remaining calls cannot change that any more. */
  async *judged(answers: AsyncIterable<Answer>): AsyncGenerator<Judged> {
    let judgements: Judgement[] = []
    let taken: Taken = { cost: null, latency_ms: null }
    for await (const answer of answers) {
      judgements.push(this.#read(answer))
      taken = { cost: sum(taken.cost, answer.cost), latency_ms: sum(taken.latency_ms, answer.latency_ms) }
      if (judgements.length < this.#asked.length) continue
      this.#count(judgements)
      yield { judgements, taken }
      judgements = []
      taken = { cost: null, latency_ms: null }
    }
  }

  #count(judgements: readonly Judgement[]): void {
    const scores = judgements.map(({ score }) => score)
    if (scores.every((score) => score !== null)) this.#judged += 1
    if (!this.#spec.judge.pairs) return
    this.#inconsistent += ordersOf(scores).filter(({ is_consistent }) => is_consistent === false).length
  }

  #read(answer: Answer): Judgement {
    const at = answer.example % this.#asked.length
    const example = (answer.example - at) / this.#asked.length
    const known = this.#known.get(example)
    if (known !== undefined) {
      if (at === this.#asked.length - 1) this.#leaveOut(example, known)
      return known
    }
    const judgement = this.#toJudgement(answer, this.#asked[at])
    this.#totals.add(
      { ...answer, example, error: judgement.error },
      { examples: this.#calls, max_failed_ratio: this.#spec.max_failed_ratio },
    )
    return judgement
  }

  #leaveOut(example: number, { score }: Judgement): void {
    this.#known.delete(example)
    if (score === null) this.#notJudged += 1
  }

  #toJudgement({ output, error }: Answer, call: JudgeCall | undefined): Judgement {
    if (output === null) return failed(error ?? 'The judge gave no answer.')
    const read = this.#spec.judge.pairs
      ? fromOwnSide(readPairReply(output), call?.is_swapped === true)
      : readReply(output, call?.criterion.scale ?? [0, 0])
    return read.score === null ? failed(read.error, output) : { ...read, error: null, reply: output }
  }

  get result(): JudgementResult {
    const { examples: calls, without_input: _, ...rest } = this.#totals.result
    const counted = { judged: this.#judged, not_judged: this.#notJudged, inconsistent: this.#inconsistent }
    return { ...rest, ...counted, calls, weighted: 0 }
  }
}

type Read = ReturnType<typeof readPairReply>

/** The first answer is that of the other run where they have changed places. */
function fromOwnSide(read: Read, is_swapped: boolean): Read {
  return read.score === null || !is_swapped ? read : { ...read, score: 0 - read.score }
}

function failed(error: string, reply: string | null = null): Judgement {
  return { score: null, reason: null, error, reply }
}

function sum(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : one + other
}
