import { listMetrics } from '@assay/core'
import { metricList } from '@assay/schemas'
import { read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const metrics = router({
  list: procedure
    .meta({ method: 'GET', path: '/metrics', summary: 'List the metrics of the registry' })
    .output(metricList)
    .query(read((deps) => listMetrics(deps))),
})
