import { auditExportInput, comparisonExportFormat, type ErrorCode } from '@assay/schemas'
import { z } from 'zod'
import type { Paths } from '../rest/openapi.ts'
import { errorResponses } from '../rest/operation.ts'

const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
const text = { type: 'string' }
const length = { type: 'integer', minimum: 0 }
const always: readonly ErrorCode[] = [
  'INPUT_INVALID',
  'UNAUTHENTICATED',
  'CREDENTIALS_INVALID',
  'FORBIDDEN',
  'LIMIT_REACHED',
  'MISDIRECTED',
  'INTERNAL',
  'UNAVAILABLE',
]

const uploadId = { name: 'upload_id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
const progress = {
  'Upload-Offset': { description: 'how many bytes have arrived', schema: length },
  'Upload-Length': { description: 'how many there will be, where it is known', schema: length },
}

const received = {
  'Content-Range': { description: 'of a range: which bytes of how many', schema: text },
  'Content-Disposition': { description: 'the name to save it under', schema: text },
  ETag: { description: 'tells the bytes from any others', schema: text },
}

/** How OpenAPI describes the routes that carry files. */
export const plainPaths: Paths = {
  '/uploads/{upload_id}': {
    patch: {
      operationId: 'uploads.append',
      summary: 'Send bytes of an upload',
      description: 'After a lost connection, go on from what HEAD says.',
      tags: ['uploads'],
      parameters: [
        uploadId,
        {
          name: 'Upload-Offset',
          in: 'header',
          required: true,
          description: 'where these bytes belong',
          schema: length,
        },
      ],
      requestBody: { required: true, content: bytes },
      responses: {
        200: {
          description: 'The upload as it stands.',
          headers: progress,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Upload' } } },
        },
        ...errorResponses([
          ...always,
          'CROSS_SITE_REQUEST',
          'UPLOAD_NOT_FOUND',
          'UPLOAD_OFFSET_WRONG',
          'UPLOAD_USED',
          'UPLOAD_TOO_LARGE',
          'QUOTA_REACHED',
          'STORAGE_FULL',
        ]),
      },
    },
    head: {
      operationId: 'uploads.offset',
      summary: 'See where to go on with an upload',
      tags: ['uploads'],
      parameters: [uploadId],
      responses: {
        200: { description: 'Where to go on.', headers: progress },
        ...errorResponses([...always, 'UPLOAD_NOT_FOUND']),
      },
    },
  },
  '/datasets/{dataset_id}/download': {
    get: download('datasets.download', {
      summary: 'Download a dataset',
      errors: ['DATASET_NOT_FOUND', 'DATASET_NOT_READY', 'DATASET_FAILED'],
      parameters: [
        { name: 'dataset_id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
        {
          name: 'as',
          in: 'query',
          description: 'original: the file as it was uploaded; parquet: its table',
          schema: { type: 'string', enum: ['original', 'parquet'], default: 'original' },
        },
      ],
    }),
  },
  '/jobs/{job_id}/outputs/{name}': {
    get: download('jobs.output', {
      summary: 'Download an output of a job',
      errors: ['JOB_NOT_FOUND', 'OUTPUT_NOT_FOUND', 'DATASET_NOT_FOUND'],
      parameters: [
        { name: 'job_id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
        { name: 'name', in: 'path', required: true, schema: { type: 'string', minLength: 1, maxLength: 200 } },
      ],
    }),
  },
  '/audit/export': {
    get: {
      operationId: 'audit.export',
      summary: 'Export the audit log',
      description: 'Newest first. It is read while it is sent; when it cannot be finished, the connection breaks.',
      tags: ['audit'],
      parameters: queryParameters(auditExportInput),
      responses: {
        200: {
          description: 'The file.',
          headers: { 'Content-Disposition': received['Content-Disposition'] },
          content: { 'application/x-ndjson': { schema: text }, 'text/csv': { schema: text } },
        },
        ...errorResponses(always),
      },
    },
  },
  '/comparisons/{comparison_id}/export': {
    get: {
      operationId: 'comparisons.export',
      summary: 'Export a comparison',
      description: 'The bundle is made while it is sent; when it cannot be finished, the connection breaks.',
      tags: ['comparisons'],
      parameters: [
        { name: 'comparison_id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
        {
          name: 'format',
          in: 'query',
          required: true,
          description: comparisonExportFormat.description,
          schema: { type: 'string', enum: comparisonExportFormat.options },
        },
      ],
      responses: {
        200: {
          description: 'The file.',
          headers: { 'Content-Disposition': received['Content-Disposition'] },
          content: bytes,
        },
        ...errorResponses([
          ...always,
          'COMPARISON_NOT_FOUND',
          'COMPARISON_NOT_READY',
          'TABLE_BUSY',
          'TABLE_TIMEOUT',
          'TABLE_TOO_LARGE',
          'STORAGE_FULL',
        ]),
      },
    },
  },
}

interface DownloadOperation {
  readonly summary: string
  readonly errors: readonly ErrorCode[]
  readonly parameters: readonly object[]
}

function download(operationId: string, { summary, errors, parameters }: DownloadOperation) {
  const range = { name: 'Range', in: 'header', description: 'one range of bytes', schema: text }
  return {
    operationId,
    summary,
    tags: [operationId.split('.')[0]],
    parameters: [...parameters, range],
    responses: {
      200: { description: 'All bytes.', headers: received, content: bytes },
      206: { description: 'The range.', headers: received, content: bytes },
      304: { description: 'The bytes are those that the client has (If-None-Match).' },
      ...errorResponses([...always, ...errors, 'RANGE_INVALID']),
    },
  }
}

/** What a route takes in its query, as its schema says. */
function queryParameters(schema: z.ZodObject): object[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = typeof property === 'object' ? property : {}
    return { name, in: 'query', description, schema: rest }
  })
}
