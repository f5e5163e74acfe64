import type { Paths } from '../rest/openapi.ts'
import type { Operation } from '../rest/operation.ts'
import { auditExport } from './audit-export.ts'
import { datasetDownload, jobOutput } from './download.ts'
import { comparisonExport } from './export.ts'
import { formUpload } from './form-upload.ts'
import { jobLog } from './job-log.ts'
import { toPlainOperation } from './plain-route.ts'
import { append, offset } from './upload.ts'

export function describePlainRoutes(): Paths {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of [formUpload, append, offset, datasetDownload, jobOutput, jobLog, auditExport, comparisonExport]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: toPlainOperation(route) }
  }
  return paths
}
