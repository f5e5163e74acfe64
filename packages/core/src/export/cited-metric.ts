import type { Metric, MetricRegistry } from '@assay/metrics'
import type { Column, MetricComparison } from '@assay/schemas'
import type { EvaluatedRun } from '../evaluation/evaluated-run.ts'

/** What a paper has to say of a metric beside its scores, and whom to cite for it. */
export interface CitedMetric {
  readonly name: string
  readonly title: string
  readonly versions: readonly string[]
  /** The implementation whose values it equals; null: none, or another one when a run was scored. */
  readonly equals: string | null
  /** What sacrebleu prints beside the same corpus score; null: it has none. */
  readonly signature: string | null
  readonly citation: Metric['citation']
}

interface Source {
  readonly comparison: { readonly metrics: readonly Pick<MetricComparison, 'metric'>[] }
  readonly dataset: { readonly columns: readonly Column[] }
  readonly runs: readonly Pick<EvaluatedRun, 'evaluation' | 'columns'>[]
}

export function citeMetrics(registry: MetricRegistry, source: Source): CitedMetric[] {
  const owners = source.comparison.metrics.flatMap(({ metric }) => registry.owner(metric)?.metric ?? [])
  return [...new Set(owners)].map((metric) => cite(metric, source))
}

function cite({ name, title, version, equals, citation }: Metric, { runs, dataset }: Source): CitedMetric {
  const versions = [...new Set(runs.flatMap(({ evaluation }) => evaluation.metrics[name] ?? []))]
  const isSame = versions.every((scored) => scored === version)
  const known = isSame && equals !== undefined ? withReferences(equals, { runs, dataset }) : null
  return { name, title, versions, equals: known, signature: known && signatureOf(known), citation: { ...citation } }
}

/** Adds that there is one reference, where that is so; lists may have any number. */
function withReferences(equals: string, { runs, dataset }: Pick<Source, 'runs' | 'dataset'>): string {
  const isOne = runs.every(({ columns }) =>
    dataset.columns.some(({ name, type }) => name === columns.reference && !type.endsWith(']')),
  )
  return isOne ? equals.replace('nrefs:var', 'nrefs:1') : equals
}

function signatureOf(equals: string): string | null {
  const [, version, settings] = /^sacrebleu (\S+) \((nrefs:[^;)]+)/.exec(equals) ?? []
  return settings === undefined ? null : `${settings}|version:${version}`
}

export function citationText({ title, versions, equals, signature, citation }: CitedMetric): string {
  const facts = [
    `version ${versions.join(' and ')} in Assay`,
    ...(equals === null ? [] : [`values of ${equals}`]),
    ...(signature === null ? [] : [`signature of the corpus score ${signature}`]),
  ]
  return `${title}: ${facts.join('; ')}. ${citation.text} ${citation.url}`.replaceAll(/\s+/g, ' ')
}
