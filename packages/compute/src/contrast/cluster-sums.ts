/** Null: examples are independent. */
export function countClusters(clusters: Int32Array | undefined): number | null {
  return clusters ? new Set(clusters).size : null
}

/** Sums a column group by group, the groups in order of appearance. */
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
