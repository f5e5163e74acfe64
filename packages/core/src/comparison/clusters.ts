import type { CoreDeps } from '../deps.ts'

/** The number of the group of each of these examples: equal where they share a source. */
export type ClustersOf = (examples: Float64Array) => Int32Array

const absent = -2

/** Reads which examples share the value of a column; one without a value stands for itself. */
export async function readClusters(
  { tables }: Pick<CoreDeps, 'tables'>,
  { path, column }: { readonly path: string; readonly column: string },
): Promise<ClustersOf> {
  const { examples, groups } = await tables.vectors({
    join: [{ path, columns: [column], prefix: '' }],
    columns: [],
    group: { column, most: 2 ** 31 - 1 },
  })
  const places = new Map(Array.from(examples, (example, row) => [example, row]))
  return (wanted) =>
    Int32Array.from(wanted, (example) => {
      const number = groups?.numbers[places.get(example) ?? -1] ?? absent
      return number === absent ? -1 - example : number
    })
}

/** How many groups there are; null: examples stand for themselves. */
export function countClusters(clusters: Int32Array | undefined): number | null {
  return clusters ? new Set(clusters).size : null
}

/** A column summed group by group, the groups in order of appearance. */
export function sumClusters(column: Float64Array, clusters: Int32Array): Float64Array {
  const places = new Map<number, number>()
  for (const cluster of clusters) if (!places.has(cluster)) places.set(cluster, places.size)
  const sums = new Float64Array(places.size)
  for (const [example, value] of column.entries()) {
    const place = places.get(clusters[example] ?? 0) ?? 0
    sums[place] = (sums[place] ?? 0) + value
  }
  return sums
}
