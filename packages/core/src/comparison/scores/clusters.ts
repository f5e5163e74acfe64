import type { ComparisonDeps } from '../deps.ts'

/** A number for each of these examples, equal where they share a source. */
export type ClustersOf = (examples: Float64Array) => Int32Array

const absent = -2

/** Reads which examples share the value of a column; one without a value stands for itself. */
export async function readClusters(
  { tables }: Pick<ComparisonDeps, 'tables'>,
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
