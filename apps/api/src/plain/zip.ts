import {
  attachment,
  type FilesZip,
  resolveReferences,
  zipDataset,
  zipFiles,
  zipJobOutputs,
  zipRunOutputs,
} from '@assay/core'
import { datasetRef, fileRef, jobRef, runRef } from '@assay/schemas'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseInput, parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { plainRoute, savedAs } from './plain-route.ts'

const { path, owner } = fileRef.shape

const description = 'When it cannot be finished, the connection breaks.'
const answers = {
  200: {
    description: 'The zip.',
    headers: savedAs,
    content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
  },
}

export const filesZip = plainRoute({
  name: 'files.zip',
  method: 'GET',
  path: '/files/zip',
  summary: 'Download files and folders as a zip',
  description,
  query: z.object({
    path: z.union([path, z.array(path).min(1).max(1000)]).describe('what is to be in it; may be given several times'),
    owner,
  }),
  answers,
  errors: ['FILE_NOT_FOUND', 'REFERENCE_AMBIGUOUS'],
})

export const datasetZip = plainRoute({
  name: 'datasets.zip',
  method: 'GET',
  path: '/datasets/{dataset_id}/zip',
  summary: 'Download the files of a dataset as a zip',
  description,
  params: datasetRef,
  answers,
  errors: ['OBJECT_DAMAGED', 'REFERENCE_AMBIGUOUS'],
})

export const jobOutputsZip = plainRoute({
  name: 'jobs.outputs_zip',
  method: 'GET',
  path: '/jobs/{job_id}/outputs.zip',
  summary: 'Download the outputs of a job as a zip',
  description,
  params: jobRef,
  answers,
  errors: ['DATASET_NOT_FOUND', 'OBJECT_DAMAGED', 'REFERENCE_AMBIGUOUS'],
})

export const runOutputsZip = plainRoute({
  name: 'runs.outputs_zip',
  method: 'GET',
  path: '/runs/{run_id}/outputs.zip',
  summary: 'Download the outputs of all jobs of a run as a zip',
  description,
  params: runRef,
  answers,
  errors: ['DATASET_NOT_FOUND', 'OBJECT_DAMAGED', 'REFERENCE_AMBIGUOUS'],
})

/** There is no HEAD of them: nobody knows how long they will be. */
export function addZipRoutes(app: FastifyInstance, platform: Platform): void {
  addZipRoute(app, filesZip, async (request) => {
    const { deps, actor } = await platform.enter(request, filesZip.name)
    const { path, owner } = parseWhole(filesZip.query, request.query)
    return zipFiles(deps, actor, { paths: [path].flat(), owner })
  })
  addZipRoute(app, datasetZip, async (request) => {
    const { deps, actor } = await platform.enter(request, datasetZip.name)
    const { dataset_id } = await resolveReferences(deps, actor, parseInput(datasetZip.params, request.params))
    return zipDataset(deps, actor, { dataset_id })
  })
  addZipRoute(app, jobOutputsZip, async (request) => {
    const { deps, actor } = await platform.enter(request, jobOutputsZip.name)
    const { job_id } = await resolveReferences(deps, actor, parseInput(jobOutputsZip.params, request.params))
    return zipJobOutputs(deps, actor, { job_id })
  })
  addZipRoute(app, runOutputsZip, async (request) => {
    const { deps, actor } = await platform.enter(request, runOutputsZip.name)
    const { run_id } = await resolveReferences(deps, actor, parseInput(runOutputsZip.params, request.params))
    return zipRunOutputs(deps, actor, { run_id })
  })
}

function addZipRoute(
  app: FastifyInstance,
  { name, method, url }: typeof filesZip | typeof datasetZip | typeof jobOutputsZip | typeof runOutputsZip,
  make: (request: FastifyRequest) => Promise<FilesZip>,
): void {
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { filename, stream } = await make(request)
    return reply
      .headers({
        'content-type': 'application/zip',
        'content-disposition': attachment(filename),
        'cache-control': 'private, no-store',
      })
      .send(stream)
  }
  app.route({ method, url, config: { procedure: name }, exposeHeadRoute: false, handler })
}
