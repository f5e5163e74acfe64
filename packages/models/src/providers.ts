import { DomainError } from '@assay/schemas'
import { baselineProvider } from './baselines/baseline-provider.ts'
import { localProvider } from './local/local-provider.ts'
import { openaiCompatibleProvider } from './openai-compatible/openai-compatible-provider.ts'
import type { CallableSpec, Model, Problem, Provider, ProviderContext, ProviderName, SpecOf } from './provider.ts'
import { anthropic } from './vendors/anthropic.ts'
import { deepseek } from './vendors/deepseek.ts'
import { google } from './vendors/google.ts'
import { huggingfaceProvider } from './vendors/huggingface-provider.ts'
import { mistral } from './vendors/mistral.ts'
import { openai } from './vendors/openai.ts'
import { vendorProvider } from './vendors/vendor-provider.ts'

type SpecByProvider = { readonly [Name in ProviderName]: SpecOf<Name> }

const providers: { readonly [Name in ProviderName]: Provider<SpecByProvider[Name]> } = {
  baseline: baselineProvider,
  'openai-compatible': openaiCompatibleProvider,
  openai: vendorProvider(openai),
  mistral: vendorProvider(mistral),
  deepseek: vendorProvider(deepseek),
  anthropic: vendorProvider(anthropic),
  google: vendorProvider(google),
  huggingface: huggingfaceProvider,
  local: localProvider,
}

/** Whether the models of a spec's provider need no network. */
export function isOffline({ provider }: CallableSpec): boolean {
  return providers[provider].offline
}

/** Faults of a spec, on a dataset with these columns, that its schema does not find; empty when it can be opened. */
export function modelProblems<Name extends ProviderName>(
  spec: SpecByProvider[Name] & { readonly provider: Name },
  columns?: readonly string[],
): readonly Problem[] {
  return providers[spec.provider].problems(spec, columns)
}

/** What a model is given of a dataset with these columns: the input or not, and further columns. */
export function modelNeeds<Name extends ProviderName>(
  spec: SpecByProvider[Name] & { readonly provider: Name },
  columns: readonly string[],
): { readonly input: boolean; readonly columns: readonly string[] } {
  return providers[spec.provider].needs(spec, columns)
}

/**
 * Makes a model from its spec; opens no connection yet.
 *
 * @throws DomainError `MODEL_UNKNOWN`; `INPUT_INVALID` when the spec or its secret cannot be used.
 */
export function openModel<Name extends ProviderName>(
  spec: SpecByProvider[Name] & { readonly provider: Name },
  context: ProviderContext,
): Model {
  const provider = providers[spec.provider]
  const issues = provider.problems(spec)
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues: [...issues] })
  return provider.open(spec, context)
}
