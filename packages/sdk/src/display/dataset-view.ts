import type { Dataset } from '@assay/schemas'
import { formatBytes } from './number-format.ts'
import { shown, type View } from './showing.ts'

/** A dataset that notebooks and terminals show. */
export function showDataset<Shown extends Dataset>(dataset: Shown): Shown {
  return shown(dataset, viewOf)
}

function viewOf(dataset: Dataset): View {
  const { name, version, state, examples, columns, error, size_bytes, source } = dataset
  const kind = `${dataset.kind === 'files' ? 'files' : (dataset.format?.toUpperCase() ?? 'table')}, ${formatBytes(size_bytes)}`
  if (error) return { sentence: `Dataset ${name}, version ${version} (${kind}) was refused: ${error.message}` }
  if (state === 'ingesting' && source?.fetched_at === null) {
    return { sentence: `Dataset ${name}, version ${version} is being fetched: ${formatBytes(source.received_bytes)}.` }
  }
  if (state !== 'ready') return { sentence: `Dataset ${name}, version ${version} (${kind}) is being read.` }
  if (dataset.kind === 'files') return { sentence: `Dataset ${name}, version ${version} (${kind}).` }
  const sentence = `Dataset ${name}, version ${version}: ${examples} examples, ${columns?.length} columns (${kind}).`
  return { sentence, table: { head: ['column', 'type'], rows: (columns ?? []).map((one) => [one.name, one.type]) } }
}
