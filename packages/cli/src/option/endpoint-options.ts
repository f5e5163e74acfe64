import { readFileSync } from 'node:fs'
import type { ModelChoice } from '@assay/sdk'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { numberBetween, seconds, wholeNumber } from './option.ts'

type EndpointModel = Extract<ModelChoice, { readonly provider: 'openai-compatible' }>

/** How models behind endpoints are called. */
export interface EndpointOptions {
  /** Where models are that the catalogue does not know. */
  readonly baseUrl?: string
  /** The secret that holds their API key. */
  readonly secret?: string
  readonly prompt?: string
  readonly systemPrompt?: string
  readonly temperature?: number
  readonly topP?: number
  readonly maxOutputTokens?: number
  readonly timeout?: number
  readonly price?: NonNullable<EndpointModel['price']>
  readonly revision?: string
  readonly reasoning?: NonNullable<EndpointModel['reasoning']>
  readonly cutOff?: NonNullable<EndpointModel['cut_off']>
  readonly outage?: number
  readonly parameters?: NonNullable<EndpointModel['parameters']>
}

/** The options of models behind endpoints. */
export function addEndpointOptions(command: Command): Command {
  return command
    .option('--base-url <url>', 'OpenAI-compatible endpoint of the models that the catalogue does not know')
    .option('--secret <name>', 'the secret that holds the API key of endpoints ("assay secrets set")')
    .option('--prompt <template>', 'what endpoints are asked, with {input} in it; @<file> reads it', textOrFile)
    .option('--system-prompt <text>', 'default: one that fits the task; @<file> reads it', textOrFile)
    .option('--temperature <t>', 'of endpoints, 0 to 2; default: 0', numberBetween(0, 2))
    .option('--top-p <p>', 'nucleus sampling of endpoints; default: theirs', numberBetween(0.001, 1))
    .option('--max-output-tokens <n>', 'answers of endpoints are cut off here; default: 1024', wholeNumber(1))
    .option('--timeout <duration>', 'for one call of an endpoint, as 90s or 5m; default: 2m', seconds)
    .option('--price <input/output>', 'for a million tokens, as 0.15/0.60, to account cost', price)
    .option('--revision <text>', 'tells otherwise equal models of endpoints apart: another one is asked anew')
    .addOption(
      new Option('--reasoning <how>', 'whether thoughts before an answer are scored with it; default: apart').choices([
        'apart',
        'keep',
      ]),
    )
    .addOption(
      new Option('--cut-off <what>', 'what becomes of answers that were cut off; default: score').choices([
        'score',
        'fail',
      ]),
    )
    .option('--outage <duration>', 'how long to wait for an endpoint that fails every call; default: 5m', seconds)
    .option('--parameters <json>', 'further fields of each request, as \'{"reasoning_effort":"low"}\'', jsonObject)
}

/** The options that are of use to models behind endpoints alone, as far as they were given. */
export function givenEndpointOptions(options: EndpointOptions): string[] {
  const { prompt, systemPrompt, temperature, topP, maxOutputTokens, timeout, price, revision, secret } = options
  const { reasoning, cutOff, outage, parameters } = options
  const given = {
    '--secret': secret,
    '--prompt': prompt,
    '--system-prompt': systemPrompt,
    '--temperature': temperature,
    '--top-p': topP,
    '--max-output-tokens': maxOutputTokens,
    '--timeout': timeout,
    '--price': price,
    '--revision': revision,
    '--reasoning': reasoning,
    '--cut-off': cutOff,
    '--outage': outage,
    '--parameters': parameters,
  }
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]))
}

/** A model behind an endpoint, called as the options say. */
export function toEndpointModel(model: string, base_url: string, options: EndpointOptions): EndpointModel {
  const { secret, prompt, systemPrompt, temperature, topP, maxOutputTokens, timeout, price, revision } = options
  const { reasoning, cutOff, outage, parameters } = options
  return {
    provider: 'openai-compatible',
    model,
    base_url,
    ...(secret !== undefined && { secret }),
    ...(prompt !== undefined && { prompt }),
    ...(systemPrompt !== undefined && { system_prompt: systemPrompt }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(maxOutputTokens !== undefined && { max_output_tokens: maxOutputTokens }),
    ...(timeout !== undefined && { timeout_seconds: timeout }),
    ...(price && { price }),
    ...(revision !== undefined && { revision }),
    ...(reasoning && { reasoning }),
    ...(cutOff && { cut_off: cutOff }),
    ...(outage !== undefined && { outage_seconds: outage }),
    ...(parameters && { parameters }),
  }
}

function jsonObject(text: string): NonNullable<EndpointModel['parameters']> {
  try {
    return z.record(z.string(), z.json()).parse(JSON.parse(text))
  } catch {
    throw new InvalidArgumentError('It must be an object of JSON, as {"reasoning_effort":"low"}.')
  }
}

/** Reads `@prompt.txt` from that file, and anything else as it is. */
function textOrFile(text: string): string {
  if (!text.startsWith('@')) return text
  try {
    return readFileSync(text.slice(1), 'utf8')
  } catch (error) {
    throw new InvalidArgumentError(`${error instanceof Error ? error.message : error}.`)
  }
}

/** Reads `0.15/0.60`. */
function price(text: string): NonNullable<EndpointModel['price']> {
  const [, input, output] = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text.replaceAll(' ', '')) ?? []
  if (input === undefined || output === undefined) {
    throw new InvalidArgumentError('It must be two prices for a million tokens, input/output, as 0.15/0.60.')
  }
  return { input_per_million: Number(input), output_per_million: Number(output) }
}
