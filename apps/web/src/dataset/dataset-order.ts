import type { Dataset } from '@assay/schemas'

export const datasetOrders = ['created', 'name', 'examples', 'size'] as const
export type DatasetOrder = (typeof datasetOrders)[number]

const compare: Record<DatasetOrder, (a: Dataset, b: Dataset) => number> = {
  created: () => 0,
  name: (a, b) => a.name.localeCompare(b.name) || b.version - a.version,
  examples: (a, b) => (b.examples ?? -1) - (a.examples ?? -1),
  size: (a, b) => b.size_bytes - a.size_bytes,
}

/** What is loaded, in another order; the API gives the newest first. */
export function sortDatasets(datasets: readonly Dataset[], order: DatasetOrder): Dataset[] {
  return datasets.toSorted(compare[order])
}
