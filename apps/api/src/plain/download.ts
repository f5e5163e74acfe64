import { type Download, downloadDataset, downloadJobOutput } from '@assay/core'
import { datasetRef, jobOutputRef } from '@assay/schemas'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseInput } from '../error.ts'
import { actorOf, type Platform } from '../platform.ts'
import { restPrefix } from '../rest/prefix.ts'
import { readRange } from './byte-range.ts'
import { attachment } from './content-disposition.ts'

const method = ['GET', 'HEAD']
const query = z.object({ as: z.enum(['original', 'parquet']).default('original') })

/** Bytes out: files of datasets and outputs of jobs, whole or a range. */
export function addDownloadRoutes(app: FastifyInstance, platform: Platform): void {
  app.route({
    method,
    url: `${restPrefix}/datasets/:dataset_id/download`,
    config: { procedure: 'datasets.download' },
    handler: async (request, reply) => {
      const actor = await actorOf(platform, request)
      const { dataset_id } = parseInput(datasetRef, request.params)
      const { as } = parseInput(query, request.query)
      return send(await downloadDataset(platform.core, actor, { dataset_id, as }), request, reply)
    },
  })
  app.route({
    method,
    url: `${restPrefix}/jobs/:job_id/outputs/:name`,
    config: { procedure: 'jobs.output' },
    handler: async (request, reply) => {
      const actor = await actorOf(platform, request)
      const output = parseInput(jobOutputRef, request.params)
      return send(await downloadJobOutput(platform.core, actor, output), request, reply)
    },
  })
}

/** Sends what was asked for: all bytes, a range, or that the client has them already. */
async function send(download: Download, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { etag, size_bytes, filename } = download
  reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' })
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  const range = readRange(rangeHeader(request, etag), size_bytes)
  // opened before its headers are set: what cannot be opened is answered by an error, with none of them
  const bytes = request.method === 'HEAD' ? undefined : await download.open(range)
  const length = range ? range.end - range.start + 1 : size_bytes
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size_bytes}`)
  reply.headers({
    'content-type': 'application/octet-stream',
    'content-length': length,
    'content-disposition': attachment(filename),
  })
  return reply.send(bytes)
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}

/** A range of other bytes than these (If-Range) is no use: then the client wants them all. */
function rangeHeader({ headers }: FastifyRequest, etag: string): string | undefined {
  const condition = headers['if-range']
  return condition === undefined || condition === etag ? headers.range : undefined
}
