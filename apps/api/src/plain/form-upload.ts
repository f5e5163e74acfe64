import { createDatasetFromFile } from '@assay/core'
import { DomainError, datasetCreateInput, uploadCreateInput } from '@assay/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseInput } from '../error.ts'
import type { Platform } from '../platform.ts'
import { plainRoute } from './plain-route.ts'

/** A form is held in memory; larger files are sent as an upload. */
const limit_bytes = 16 * 1024 * 1024

export const formUpload = plainRoute({
  name: 'datasets.upload',
  method: 'POST',
  path: '/datasets/upload',
  summary: 'Make a dataset of a small file, in one call',
  form: datasetCreateInput.omit({ upload_id: true }),
  answers: {
    201: {
      description: 'The dataset, being read and checked.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/DatasetsCreateAnswer' } } },
    },
  },
  errors: ['BODY_TOO_LARGE', 'MEDIA_TYPE_UNSUPPORTED', 'TABLE_INVALID', 'QUOTA_REACHED', 'STORAGE_FULL'],
})

/** What `curl -F file=@news.csv` sends. */
export async function addFormUploadRoute(app: FastifyInstance, platform: Platform): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async () => undefined)
    scope.post(formUpload.url, { config: { procedure: formUpload.name } }, async (request, reply) => {
      const { deps, actor, audited } = await platform.enter(request, formUpload.name)
      const form = await readForm(request).catch((error: unknown) => {
        // unread bytes of a refused request would come before the next request
        reply.header('connection', 'close')
        throw error
      })
      const file = form.get('file')
      if (!(file instanceof File)) throw noFile()
      const fields = [...form].filter(([name, value]) => name !== 'file' && typeof value === 'string')
      const input = parseInput(formUpload.form, Object.fromEntries(fields))
      const bytes = new Uint8Array(await file.arrayBuffer())
      const call = audited(formUpload.form, input)
      const named = { filename: file.name, size_bytes: bytes.length }
      const { filename } = parseInput(uploadCreateInput, named)
      const dataset = await createDatasetFromFile(deps, actor, { ...input, filename, bytes, call })
      return reply
        .status(201)
        .header('location', `${formUpload.url.replace(/upload$/, '')}${dataset.id}`)
        .send(dataset)
    })
  })
}

function noFile(): DomainError {
  return new DomainError('INPUT_INVALID', {
    issues: [{ path: 'file', message: 'must be a file, as in curl -F file=@news.csv' }],
  })
}

async function readForm({ raw, headers }: FastifyRequest): Promise<FormData> {
  const type = headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data'))
    throw new DomainError('MEDIA_TYPE_UNSUPPORTED', { accepts: 'multipart/form-data' })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of raw) {
    size += chunk.length
    if (size > limit_bytes) throw new DomainError('BODY_TOO_LARGE', { limit_bytes })
    chunks.push(chunk)
  }
  const body = new Response(Buffer.concat(chunks), { headers: { 'content-type': type } })
  return body.formData().catch(() => {
    throw new DomainError('INPUT_INVALID', { issues: [{ path: '', message: 'is no form' }] })
  })
}
