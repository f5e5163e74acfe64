import { explainScore, listMetrics } from '@assay/core'
import { metricExplainInput, metricExplanation, metricList } from '@assay/schemas'
import { read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const metrics = router({
  list: procedure
    .meta({ method: 'GET', path: '/metrics', summary: 'List the metrics of the registry' })
    .output(metricList)
    .query(read((deps) => listMetrics(deps))),
  explain: procedure
    .meta({
      method: 'POST',
      path: '/metrics/explain',
      summary: 'Score one example, and say what the scores were made of',
      errors: ['METRIC_UNKNOWN', 'METRIC_UNAVAILABLE', 'COMPUTATION_TOO_LARGE'],
    })
    .input(metricExplainInput)
    .output(metricExplanation)
    .query(read(explainScore)),
})
