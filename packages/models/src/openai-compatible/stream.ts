import { EventSourceParserStream } from 'eventsource-parser/stream'
import { z } from 'zod'
import { PredictionError } from '../prediction-error.ts'
import type { Adaptation } from './adaptation.ts'
import type { PartTeller } from './part-teller.ts'

const word = z.string().nullish().catch(null)
const thinking = z.union([z.string(), z.array(z.object({ text: z.string().catch('') })).transform(joined)]).catch('')
const piece = z.object({ text: z.string().catch(''), thinking: thinking.optional() })
const delta = z.object({
  content: z
    .union([z.string(), z.array(piece), z.null()])
    .optional()
    .catch(undefined),
  reasoning_content: word,
  reasoning: word,
  refusal: word,
})
const chunk = z.looseObject({
  choices: z.array(z.object({ delta: delta.nullish().catch(null), finish_reason: word })).catch([]),
  error: z.unknown().optional(),
  usage: z.unknown().optional(),
})

type Delta = z.infer<typeof delta>

/** What a request says besides, to be answered piece by piece, with the tokens at the end. */
export function streamFields(adaptations: ReadonlySet<Adaptation>): Record<string, unknown> {
  return { stream: true, ...(!adaptations.has('no_stream_options') && { stream_options: { include_usage: true } }) }
}

export function isEventStream({ headers, ok, body }: Response): boolean {
  return ok && body !== null && headers.get('content-type')?.startsWith('text/event-stream') === true
}

/** Tells the pieces of an answer as they come, and returns the chat completion that they make, as JSON. */
export async function readStream(answer: Response, teller: PartTeller): Promise<string> {
  const whole = new WholeAnswer(teller)
  for await (const data of eventsOf(answer)) {
    if (data === '[DONE]') return whole.toText()
    const read = chunk.safeParse(parsed(data)).data
    if (read === undefined) continue
    if (read.error) return data
    whole.add(read)
  }
  if (!whole.has_ended)
    throw new PredictionError('transient', 'The endpoint broke off its answer.', { scope: 'endpoint' })
  return whole.toText()
}

async function* eventsOf({ body }: Response): AsyncGenerator<string> {
  if (body === null) return
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { data } of events) yield data
}

class WholeAnswer {
  readonly #teller: PartTeller
  readonly #said = { content: '', reasoning_content: '', refusal: '' }
  #facts: Record<string, unknown> = {}
  #finish_reason: string | null = null

  constructor(teller: PartTeller) {
    this.#teller = teller
  }

  get has_ended(): boolean {
    return this.#finish_reason !== null
  }

  add({ choices: [first], usage, ...facts }: z.infer<typeof chunk>): void {
    const { model, system_fingerprint } = facts
    this.#facts = { ...this.#facts, ...defined({ model, system_fingerprint, usage }) }
    if (first?.finish_reason) this.#finish_reason = first.finish_reason
    if (first?.delta) this.#addDelta(first.delta)
  }

  #addDelta(read: Delta): void {
    const reasoning = (read.reasoning_content || read.reasoning || '') + thoughtsIn(read)
    const text = textIn(read)
    this.#said.reasoning_content += reasoning
    this.#said.content += text
    this.#said.refusal += read.refusal ?? ''
    if (reasoning !== '') this.#teller.reason(reasoning)
    if (text !== '') this.#teller.say(text)
  }

  toText(): string {
    this.#teller.end()
    const choices = [{ message: this.#said, finish_reason: this.#finish_reason }]
    return JSON.stringify({ ...this.#facts, choices })
  }
}

function defined(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== null))
}

function textIn({ content }: Delta): string {
  return typeof content === 'string' ? content : joined(content ?? [])
}

function thoughtsIn({ content }: Delta): string {
  return typeof content === 'string' ? '' : (content ?? []).map((one) => one.thinking ?? '').join('')
}

function joined(pieces: readonly { readonly text: string }[]): string {
  return pieces.map(({ text }) => text).join('')
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
