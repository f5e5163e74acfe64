import {
  attachment,
  type Download,
  downloadDataset,
  downloadFileOfDataset,
  downloadJobOutput,
  resolveReferences,
  shown,
} from '@assay/core'
import { datasetFileRef, datasetRef, jobOutputRef } from '@assay/schemas'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseInput, parseWhole } from '../error.ts'
import type { Exchange, Platform } from '../platform.ts'
import { readRange } from './byte-range.ts'
import { allowShowing, isSafeToShow } from './inline.ts'
import { bytes, plainRoute, savedAs, text } from './plain-route.ts'

const received = {
  'Content-Range': { description: 'of a range: which bytes of how many', schema: text },
  ...savedAs,
  ETag: { description: 'tells the bytes from any others', schema: text },
  'Repr-Digest': { description: 'SHA-256 of all bytes, where it is known (RFC 9530)', schema: text },
}

export const headers = z.object({ range: z.string().optional().describe('one range of bytes') })
export const answers = {
  200: { description: 'All bytes.', headers: received, content: bytes },
  206: { description: 'The range.', headers: received, content: bytes },
  304: { description: 'The bytes are those that the client has (If-None-Match).' },
}

export const datasetDownload = plainRoute({
  name: 'datasets.download',
  method: 'GET',
  path: '/datasets/{dataset_id}/download',
  summary: 'Download a dataset',
  params: datasetRef,
  query: z.object({
    as: z
      .enum(['original', 'parquet'])
      .default('original')
      .describe('original: the file as it was uploaded; parquet: its table'),
  }),
  headers,
  answers,
  errors: ['DATASET_NOT_READY', 'DATASET_FAILED', 'DATASET_NOT_A_TABLE', 'RANGE_INVALID', 'REFERENCE_AMBIGUOUS'],
})

export const datasetFile = plainRoute({
  name: 'datasets.file',
  method: 'GET',
  path: '/datasets/{dataset_id}/files/content',
  summary: 'Download a file of a dataset',
  params: datasetRef,
  query: datasetFileRef.pick({ path: true }),
  headers,
  answers,
  errors: ['FILE_NOT_FOUND', 'RANGE_INVALID', 'REFERENCE_AMBIGUOUS', 'OBJECT_DAMAGED'],
})

export const jobOutput = plainRoute({
  name: 'jobs.output',
  method: 'GET',
  path: '/jobs/{job_id}/outputs/{name}',
  summary: 'Download an output of a job',
  params: jobOutputRef.omit({ path: true }),
  query: jobOutputRef.pick({ path: true }),
  headers,
  answers,
  errors: ['OUTPUT_NOT_FOUND', 'DATASET_NOT_FOUND', 'RANGE_INVALID', 'REFERENCE_AMBIGUOUS'],
})

/** Files of datasets and outputs of jobs, whole or a range; HEAD describes them. */
export function addDownloadRoutes(app: FastifyInstance, platform: Platform): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: datasetDownload.url,
    config: { procedure: datasetDownload.name },
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, datasetDownload.name)
      const named = parseInput(datasetDownload.params, request.params)
      const { dataset_id } = await resolveReferences(deps, actor, named)
      const { as } = parseWhole(datasetDownload.query, request.query)
      return sendDownload(await downloadDataset(deps, actor, { dataset_id, as }), { request, reply })
    },
  })
  app.route({
    method: ['GET', 'HEAD'],
    url: datasetFile.url,
    config: { procedure: datasetFile.name },
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, datasetFile.name)
      const { dataset_id } = await resolveReferences(deps, actor, parseInput(datasetFile.params, request.params))
      const { path } = parseWhole(datasetFile.query, request.query)
      return sendDownload(await downloadFileOfDataset(deps, actor, { dataset_id, path }), { request, reply })
    },
  })
  app.route({
    method: ['GET', 'HEAD'],
    url: jobOutput.url,
    config: { procedure: jobOutput.name },
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, jobOutput.name)
      const output = await resolveReferences(deps, actor, parseInput(jobOutput.params, request.params))
      const { path } = parseWhole(jobOutput.query, request.query)
      return sendDownload(await downloadJobOutput(deps, actor, { ...output, path }), { request, reply })
    },
  })
}

interface Sent extends Exchange {
  /** Whether a browser may show it instead of saving it, where that is safe. */
  readonly inline?: boolean
}

export async function sendDownload(
  download: Download,
  { request, reply, inline = false }: Sent,
): Promise<FastifyReply> {
  const { etag, sha256, size_bytes, filename, content_type = 'application/octet-stream' } = download
  reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' })
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  const range = readRange(rangeHeader(request, etag), size_bytes)
  // opened before the headers are set: if it cannot be opened, the error's answer has none of them
  const bytes = request.method === 'HEAD' ? undefined : await download.open(range)
  const length = range ? range.end - range.start + 1 : size_bytes
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size_bytes}`)
  const isShown = inline && isSafeToShow(content_type)
  if (isShown) allowShowing(reply)
  if (sha256 !== null) reply.header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
  reply.headers({
    'content-type': content_type,
    'content-length': length,
    'content-disposition': isShown ? shown(filename) : attachment(filename),
  })
  return reply.send(bytes)
}

/** `fresh` would send everything to who also says `Cache-Control: no-cache`, which is for caches (RFC 9110, 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}

/** If the bytes have changed since (If-Range), the client wants all of them. */
function rangeHeader({ headers }: FastifyRequest, etag: string): string | undefined {
  const condition = headers['if-range']
  return condition === undefined || condition === etag ? headers.range : undefined
}
