import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import { z } from 'zod'
import type { PartTeller } from '../openai-compatible/part-teller.ts'
import { PredictionError } from '../prediction-error.ts'

/** A whole answer that came in pieces, and what it said that the package does not pass on. */
export interface StreamedAnswer {
  readonly made: LanguageModelV4GenerateResult
  readonly body: Readonly<Record<string, unknown>>
}

/** What an answer said in the middle: that it is none. */
export class StreamFault extends Error {
  readonly said: unknown

  constructor(said: unknown) {
    super('the answer ended with an error')
    this.said = said
  }
}

const word = z.string().nullish().catch(null)
const raw = z
  .object({
    model: word,
    modelVersion: word,
    system_fingerprint: word,
    promptFeedback: z.unknown(),
    choices: z.array(z.object({ delta: z.object({ refusal: word }).catch({ refusal: null }) })).catch([]),
  })
  .partial()
  .catch({})

/** Tells the pieces of an answer as they come. Throws StreamFault, PredictionError where it broke off. */
export async function readVendorStream(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  teller: PartTeller,
): Promise<StreamedAnswer> {
  const { stream } = await model.doStream({ ...options, includeRawChunks: true })
  const whole = new Whole(teller)
  for await (const part of stream) whole.add(part)
  return whole.toAnswer()
}

type Part = Awaited<ReturnType<LanguageModelV4['doStream']>>['stream'] extends ReadableStream<infer Each> ? Each : never
type Finish = Extract<Part, { readonly type: 'finish' }>

class Whole {
  readonly #teller: PartTeller
  readonly #content: { type: 'text' | 'reasoning'; text: string }[] = []
  #warnings: LanguageModelV4GenerateResult['warnings'] = []
  #facts: Record<string, unknown> = {}
  #refusal = ''
  #finish: Finish | undefined

  constructor(teller: PartTeller) {
    this.#teller = teller
  }

  add(part: Part): void {
    if (part.type === 'error') throw new StreamFault(part.error)
    if (part.type === 'stream-start') this.#warnings = part.warnings
    else if (part.type === 'text-start') this.#content.push({ type: 'text', text: '' })
    else if (part.type === 'reasoning-start') this.#content.push({ type: 'reasoning', text: '' })
    else if (part.type === 'text-delta') this.#say('text', part.delta)
    else if (part.type === 'reasoning-delta') this.#say('reasoning', part.delta)
    else if (part.type === 'response-metadata' && part.modelId) this.#facts['model'] = part.modelId
    else if (part.type === 'raw') this.#note(part.rawValue)
    else if (part.type === 'finish') this.#finish = part
  }

  #say(type: 'text' | 'reasoning', text: string): void {
    const last = this.#content.at(-1)
    if (last?.type === type) last.text += text
    else this.#content.push({ type, text })
    if (text === '') return
    if (type === 'text') this.#teller.say(text)
    else this.#teller.reason(text)
  }

  #note(value: unknown): void {
    const { choices = [], ...facts } = raw.parse(value)
    const said = Object.entries(facts).filter(([, fact]) => fact !== null && fact !== undefined)
    this.#facts = { ...this.#facts, ...Object.fromEntries(said) }
    this.#refusal += choices[0]?.delta.refusal ?? ''
  }

  toAnswer(): StreamedAnswer {
    const isBlocked = this.#facts['promptFeedback'] !== undefined
    // who never said why it ended was cut off
    if (this.#finish === undefined || (this.#finish.finishReason.raw === undefined && !isBlocked)) {
      throw new PredictionError('transient', 'The endpoint broke off its answer.', { scope: 'endpoint' })
    }
    this.#teller.end()
    const { finishReason, usage } = this.#finish
    return {
      made: { content: this.#content, finishReason, usage, warnings: this.#warnings },
      body: { ...this.#facts, ...(this.#refusal !== '' && { choices: [{ message: { refusal: this.#refusal } }] }) },
    }
  }
}
