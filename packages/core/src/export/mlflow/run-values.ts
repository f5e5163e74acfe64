import type { RunDetailRow } from '@assay/db'
import { z } from 'zod'
import type { EvaluatedRun } from '../../evaluation/evaluated-run.ts'
import { publicModel } from '../public-model.ts'
import type { Entry, Metric } from './mlflow-server.ts'

/** As MLflow takes them. */
const mostValue = 6000
const unfit = /[^\w\-. /]/g

const record = z.record(z.string(), z.unknown())

/** What a run was given: written once, and never to be changed. */
export function paramsOf(run: EvaluatedRun): Entry[] {
  const { model, inference, repeats, columns, evaluation } = run
  const { task, seed, max_samples, max_failed_ratio } = inference ?? {}
  const given = { model: model && publicModel(model), task, seed, max_samples, max_failed_ratio, repeats, columns }
  return flatten({ ...given, dataset_id: run.dataset_id, metric_version: evaluation.metrics })
}

function flatten(value: object, prefix = ''): Entry[] {
  return Object.entries(record.parse(value)).flatMap(([name, one]) => {
    const key = fit(prefix + name)
    if (one === undefined || one === null) return []
    if (typeof one === 'object' && !Array.isArray(one)) return flatten(one, `${prefix}${name}.`)
    const text = typeof one === 'string' ? one : JSON.stringify(one)
    return [{ key, value: text.slice(0, mostValue) }]
  })
}

/** Means with both ends of their intervals and how many examples have them, scores over all examples, and calls. */
export function metricsOf({ evaluation, calls }: EvaluatedRun, finished_at: string): Metric[] {
  const { scores, corpus, examples, failed } = evaluation
  const values: [string, number | null][] = [
    ...Object.entries(scores).flatMap(([name, { estimate, low, high, n }]): [string, number | null][] => [
      [name, estimate],
      [`${name}.low`, low],
      [`${name}.high`, high],
      [`${name}.n`, n],
    ]),
    ...Object.entries(corpus).map(([name, value]): [string, number | null] => [`corpus_${name}`, value]),
    ['examples', examples],
    ['failed', failed],
    ...(['cost', 'input_tokens', 'output_tokens'] as const).map((name): [string, number | null] => [
      name,
      calls.length === 0 ? null : calls.reduce((sum, call) => sum + call[name], 0),
    ]),
  ]
  const timestamp = Date.parse(finished_at)
  return values.flatMap(([key, value]) => (value === null ? [] : [{ key: fit(key), value, timestamp, step: 0 }]))
}

/** What a run is told by. */
export function tagsOf(row: RunDetailRow): Entry[] {
  const kept = Object.entries(row.metadata).map(([name, value]) => ({
    key: fit(`metadata.${name}`),
    value: (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, mostValue),
  }))
  return [{ key: 'assay.run_id', value: row.id }, { key: 'assay.state', value: row.state }, ...kept]
}

function fit(key: string): string {
  return key.replaceAll(unfit, '_').slice(0, 250)
}
