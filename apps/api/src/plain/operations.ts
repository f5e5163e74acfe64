import type { Paths } from '../rest/openapi.ts'
import type { Operation } from '../rest/operation.ts'
import { entrypointFile, entrypointOpenApi } from './application.ts'
import { auditExport } from './audit-export.ts'
import { datasetDownload, datasetFile, jobOutput } from './download.ts'
import { comparisonExport, experimentExport } from './export.ts'
import { fileDownload, signedDownload } from './file.ts'
import { fileUpload } from './file-upload.ts'
import { filesUpload } from './files-upload.ts'
import { formUpload } from './form-upload.ts'
import { jobLog } from './job-log.ts'
import { toPlainOperation } from './plain-route.ts'
import { unsubscribePage, unsubscribing } from './unsubscribe.ts'
import { append, offset } from './upload.ts'
import { workInput, workOutput } from './work.ts'
import { datasetZip, filesZip, jobOutputsZip, runOutputsZip } from './zip.ts'

const described = [
  formUpload,
  append,
  offset,
  fileUpload,
  filesUpload,
  fileDownload,
  filesZip,
  datasetZip,
  signedDownload,
  datasetDownload,
  datasetFile,
  jobOutput,
  jobOutputsZip,
  runOutputsZip,
  jobLog,
  unsubscribePage,
  unsubscribing,
  entrypointFile,
  entrypointOpenApi,
  workInput,
  workOutput,
  auditExport,
  comparisonExport,
  experimentExport,
]

export function describePlainRoutes(): Paths {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of described) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: toPlainOperation(route) }
  }
  return paths
}
