import type { Dataset } from '@assay/schemas'
import { formatBytes } from './number-format.ts'
import { shown, type View } from './showing.ts'

/** A dataset that notebooks and terminals show. */
export function showDataset<Shown extends Dataset>(dataset: Shown): Shown {
  return shown(dataset, viewOf)
}

function viewOf(dataset: Dataset): View {
  const { name, version, state, examples, columns, error, format, size_bytes } = dataset
  const kind = `${format?.toUpperCase()}, ${formatBytes(size_bytes)}`
  if (error) return { sentence: `Dataset ${name}, version ${version} (${kind}) was refused: ${error.message}` }
  if (state !== 'ready') return { sentence: `Dataset ${name}, version ${version} (${kind}) is being read.` }
  const sentence = `Dataset ${name}, version ${version}: ${examples} examples, ${columns?.length} columns (${kind}).`
  return { sentence, table: { head: ['column', 'type'], rows: (columns ?? []).map((one) => [one.name, one.type]) } }
}
