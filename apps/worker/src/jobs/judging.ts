import type { Judgement, Taken } from '@assay/compute'
import { readReply, toJudgePrompt } from '@assay/core'
import type { Answer, Example } from '@assay/models'
import { InferenceTotals, isBlank, type Predicted } from '@assay/runners'
import type { JudgementResult, JudgementSpec } from '@assay/schemas'

/** An example with what was said of it, criterion by criterion. */
export interface Judged {
  readonly judgements: readonly Judgement[]
  readonly taken: Taken
}

/** Turns examples into questions, a call for each criterion, and the answers into judgements. */
export class Judging {
  readonly #spec: JudgementSpec
  readonly #calls: number
  readonly #totals = new InferenceTotals()
  /** Why examples that are under way are not asked about, by number. */
  readonly #problems = new Map<number, string>()
  #judged = 0
  #notJudged = 0

  /** `calls`: how many there are to be in all. */
  constructor(spec: JudgementSpec, calls: number) {
    this.#spec = spec
    this.#calls = calls
  }

  /** Numbers count calls. What cannot be asked about has an empty question, which no model is given. */
  async *questions(batches: AsyncIterable<readonly Predicted[]>): AsyncGenerator<Example> {
    const { judge } = this.#spec
    for await (const batch of batches) {
      for (const { example, input, references, repeats } of batch) {
        const prediction = repeats[0]?.prediction ?? null
        const problem = this.#problemOf({ input, references, prediction })
        if (problem !== undefined) this.#problems.set(example, problem)
        for (const [at, criterion] of judge.criteria.entries()) {
          const texts = { input, references, prediction: prediction ?? '' }
          const question = problem === undefined ? toJudgePrompt(judge, criterion, texts) : ''
          yield { example: example * judge.criteria.length + at, input: question }
        }
      }
    }
  }

  #problemOf({ input, references, prediction }: Pick<Predicted, 'input' | 'references'> & Predictable) {
    const { needs } = this.#spec.judge
    if (prediction === null) return 'There is no prediction to judge.'
    if (needs.includes('input') && isBlank(input ?? '')) return 'There is no input, which the judge needs.'
    if (needs.includes('reference') && references.length === 0) return 'There is no reference, which the judge needs.'
    return undefined
  }

  /** Throws TOO_MANY_EXAMPLES_FAILED as soon as the remaining calls cannot change that any more. */
  async *judged(answers: AsyncIterable<Answer>): AsyncGenerator<Judged> {
    const { criteria } = this.#spec.judge
    let judgements: Judgement[] = []
    let taken: Taken = { cost: null, latency_ms: null }
    for await (const answer of answers) {
      judgements.push(this.#read(answer))
      taken = { cost: sum(taken.cost, answer.cost), latency_ms: sum(taken.latency_ms, answer.latency_ms) }
      if (judgements.length < criteria.length) continue
      if (judgements.every(({ score }) => score !== null)) this.#judged += 1
      yield { judgements, taken }
      judgements = []
      taken = { cost: null, latency_ms: null }
    }
  }

  #read(answer: Answer): Judgement {
    const { criteria } = this.#spec.judge
    const at = answer.example % criteria.length
    const example = (answer.example - at) / criteria.length
    const problem = this.#problems.get(example)
    if (problem !== undefined) {
      if (at === criteria.length - 1) this.#leaveOut(example)
      return { score: null, reason: null, error: problem, reply: null }
    }
    const judgement = toJudgement(answer, criteria[at]?.scale ?? [0, 0])
    this.#totals.add(
      { ...answer, example, error: judgement.error },
      { examples: this.#calls, max_failed_ratio: this.#spec.max_failed_ratio },
    )
    return judgement
  }

  #leaveOut(example: number): void {
    this.#problems.delete(example)
    this.#notJudged += 1
  }

  get result(): JudgementResult {
    const { examples: calls, without_input: _, ...rest } = this.#totals.result
    return { ...rest, judged: this.#judged, not_judged: this.#notJudged, calls, weighted: 0 }
  }
}

type Predictable = { readonly prediction: string | null }

function toJudgement({ output, error }: Answer, scale: readonly [number, number]): Judgement {
  if (output === null) return { score: null, reason: null, error: error ?? 'The judge gave no answer.', reply: null }
  const read = readReply(output, scale)
  if (read.score === null) return { score: null, reason: null, error: read.error, reply: output }
  return { ...read, error: null, reply: output }
}

function sum(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : one + other
}
