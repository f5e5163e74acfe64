import { openWorkInput } from '@assay/core'
import { workInputRef } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import { sendDownload } from '../../../plain/download.ts'
import type { Platform } from '../../../platform.ts'
import { saying } from '../../error.ts'
import type { Asked } from '../../routes.ts'
import { notFound } from '../error.ts'
import { findAttempt } from './found-job.ts'
import { grantOf } from './grant.ts'

/** The files of jobs that the worker has, by the ids that it was told. */
export function addFileRoutes(scope: FastifyInstance, platform: Platform): void {
  scope.get('/files/*', { config: { procedure: 'router' }, exposeHeadRoute: false }, async (request, reply) => {
    const asked = { platform, request, reply }
    const [, number = '', blob_id = '', verb] =
      /\/files\/+(\d{1,15})\/([\da-f-]{36})\/(url|download)(?:\?|$)/.exec(request.url) ?? []
    if (!workInputRef.shape.blob_id.safeParse(blob_id).success) throw notFound()
    const file = { number: Number(number), blob_id }
    return verb === 'url' ? grantDownload(asked, file) : sendFile(asked, file)
  })
}

interface InputFile {
  readonly number: number
  readonly blob_id: string
}

async function grantDownload(asked: Asked, { number, blob_id }: InputFile) {
  const opened = await openInput(asked, { number, blob_id })
  if (!opened) throw notFound()
  return grantOf(asked, { method: 'get', parts: ['files', String(number), blob_id, 'download'] })
}

async function sendFile(asked: Asked, file: InputFile) {
  const { request, reply } = asked
  return sendDownload(await openInput(asked, file), { request, reply })
}

async function openInput(asked: Asked, { number, blob_id }: InputFile) {
  const { platform, request } = asked
  const { session_id, job_id, attempt } = await findAttempt(asked, number)
  const { deps, actor } = await platform.enter(request, 'work.input')
  return saying(openWorkInput(deps, actor, { session_id, job_id, attempt, blob_id }), {
    ...{ INPUT_NOT_FOUND: () => notFound(), ATTEMPT_SUPERSEDED: () => notFound() },
  })
}
