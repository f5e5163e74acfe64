import { answerColumn, factColumns, repeatColumns } from '@assay/compute'
import { namesOf } from '../data/column.ts'
import type { ExportedRun, ExportSource } from './export-source.ts'

export interface ExportedTable {
  readonly object_key: string
  readonly columns: readonly { readonly column: string; readonly name: string }[]
}

/** The tables side by side: the dataset as it is, input and reference first, then run by run what it made of them. */
export function exportedTables({ dataset, runs }: ExportSource): ExportedTable[] {
  const known = new Set(namesOf(dataset.columns))
  const roles = runs.flatMap(({ columns: { input, reference } }) => [input, reference])
  const predictions = new Set(runs.flatMap((run) => (run.prediction_keys.length === 0 ? [run.columns.prediction] : [])))
  const own = dataset.columns.flatMap(({ name }) => (predictions.has(name) ? [] : [name]))
  const shown = [...new Set([...roles, ...own])].filter((name) => known.has(name))
  const { object_key } = dataset
  return [
    { object_key, columns: shown.map((column) => ({ column, name: column })) },
    ...runs.flatMap((run) => [...predictionTables(run, object_key), scoreTable(run)]),
  ]
}

function predictionTables({ label, prediction_keys, columns }: ExportedRun, dataset_key: string): ExportedTable[] {
  const name = `${label}.prediction`
  if (prediction_keys.length === 0) {
    return [{ object_key: dataset_key, columns: [{ column: columns.prediction, name }] }]
  }
  const names = repeatColumns([name], prediction_keys.length)
  return prediction_keys.map((object_key, repeat) => ({
    object_key,
    columns: [{ column: answerColumn, name: names[repeat] ?? name }],
  }))
}

/** With several repeats, scores are their means; those of each repeat follow. */
function scoreTable({ label, object_key, scores, repeats }: ExportedRun): ExportedTable {
  const columns = [...factColumns, ...scores, ...repeatColumns(scores, repeats)]
  return { object_key, columns: columns.map((column) => ({ column, name: `${label}.${column}` })) }
}
