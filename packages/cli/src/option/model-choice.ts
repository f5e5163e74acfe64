import type { ModelChoice } from '@assay/sdk'
import { CommandError, wrongUsage } from '../command-error.ts'
import { type EndpointOptions, givenEndpointOptions, toEndpointModel } from './endpoint-options.ts'

interface Choosing extends EndpointOptions {
  readonly catalogue: ReadonlySet<string>
}

/**
 * Models as they are written on a command line: a name of the catalogue, or `name@https://…/v1` for one behind an
 * OpenAI-compatible endpoint; before either, `called=` says what its run is to be called. With `baseUrl`, a name that
 * the catalogue does not know is looked for there. What is neither is refused, as are options that none of the models
 * can take.
 */
export function toModelChoices(written: readonly string[], options: Choosing): ModelChoice[] {
  const choices = written.map((text) => toModelChoice(text, options))
  const isAsked = (choice: ModelChoice) => typeof choice !== 'string' && choice.provider === 'openai-compatible'
  const [unused] = choices.some(isAsked) ? [] : givenEndpointOptions(options)
  if (unused !== undefined) {
    throw wrongUsage(`${unused} is for models behind an endpoint, and --models names none: name@https://…/v1.`)
  }
  return choices
}

function toModelChoice(text: string, choosing: Choosing): ModelChoice {
  const { catalogue } = choosing
  const [, name, rest] = /^([^=@/]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || rest === undefined || catalogue.has(text)) return toUnnamed(text, choosing)
  const choice = toUnnamed(rest, choosing)
  return typeof choice === 'string'
    ? { provider: 'entry', model: choice, name: name.trim() }
    : { ...choice, name: name.trim() }
}

function toUnnamed(text: string, { catalogue, ...options }: Choosing): ModelChoice {
  const [, model = text, at] = /^(.+)@(https?:\/\/.+)$/.exec(text) ?? []
  if (at === undefined && catalogue.has(text)) return text
  const base_url = at ?? options.baseUrl
  if (base_url === undefined) throw unknownModel(text, catalogue)
  return toEndpointModel(model, base_url.trim(), options)
}

function unknownModel(text: string, catalogue: ReadonlySet<string>): CommandError {
  const [, model, address] = /^(.+)@([^@\s]+[:/.][^@\s]*)$/.exec(text) ?? []
  if (model !== undefined) {
    return new CommandError(`"${text}" has no scheme. Write ${model}@https://${address}, or http:// if it is so.`)
  }
  const alike = [...catalogue].filter((name) => beginning(name) === beginning(text))
  const meant = alike.length === 0 ? '' : ` Did you mean ${alike.map((name) => `"${name}"`).join(' or ')}?`
  return new CommandError(
    `There is no model "${text}" in the catalogue.${meant} ("assay models list" shows them.) ` +
      `A model behind an OpenAI-compatible endpoint is written ${text}@https://…/v1, or takes --base-url.`,
  )
}

function beginning(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 3)
}
