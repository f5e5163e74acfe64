import type { Saying } from './endpoint-message.ts'

/** How requests to an endpoint differ from the spec, because the endpoint refuses what the spec says. */
export type Adaptation = 'max_completion_tokens' | 'no_temperature' | 'no_seed' | 'no_stream_options'

interface Rule {
  readonly adaptation: Adaptation
  /** The field of the request that it is about. */
  readonly field: string
  readonly notice: string
}

const rules: readonly Rule[] = [
  {
    adaptation: 'max_completion_tokens',
    field: 'max_tokens',
    notice: 'The endpoint does not take max_tokens: max_output_tokens was sent as max_completion_tokens.',
  },
  {
    adaptation: 'no_temperature',
    field: 'temperature',
    notice: 'The endpoint does not take this temperature: it was left out, and the endpoint used its own.',
  },
  { adaptation: 'no_seed', field: 'seed', notice: 'The endpoint does not take a seed: it was left out.' },
  {
    adaptation: 'no_stream_options',
    field: 'stream_options',
    notice: 'The endpoint does not take stream_options: it may not tell the tokens of answers that it streams.',
  },
]

const refusal =
  /un-?support|not? support|\bonly\b|deprecat|un-?recogni|unknown|unexpected|not permitted|not allowed|extra (inputs|fields)|not (a )?valid|invalid/i

/** How to ask again an endpoint that refused a field of the request; undefined: it refused something else. */
export function adaptationTo(
  { status, saying }: { readonly status: number; readonly saying: Saying },
  sent: Readonly<Record<string, unknown>>,
): Adaptation | undefined {
  if (status !== 400 && status !== 422) return undefined
  return rules.find(({ field }) => field in sent && isRefused(field, saying))?.adaptation
}

function isRefused(field: string, { message, param }: Saying): boolean {
  if (field === 'max_tokens' && /max_completion_tokens/.test(message)) return true
  const isNamed = param === field || new RegExp(`\\b${field}\\b`).test(message)
  // a limit that is too great must be lowered by whoever set it
  return isNamed && refusal.test(message) && !/too (large|high|many)|maximum|at most|less than|exceed/i.test(message)
}

/** What the packages of vendors call settings, where we have another word. */
const settings = new Map([
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['stopSequences', 'stop'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['presencePenalty', 'presence_penalty'],
  ['reasoning', 'reasoning_effort'],
])
const mark = 'unsupported:'

/** A setting that a model does not take as it was set. */
export function unsupported(feature: string): string {
  const rule = rules.find(({ field }) => field === feature)
  return rule?.adaptation ?? `${mark}${settings.get(feature) ?? feature}`
}

/** What to know of answers that were asked for in another way than the spec says. */
export function adaptationNotice(adaptation: string): string | undefined {
  if (!adaptation.startsWith(mark)) return rules.find((rule) => rule.adaptation === adaptation)?.notice
  return `The model does not take ${adaptation.slice(mark.length)} as it was set: it was left out, or changed.`
}
