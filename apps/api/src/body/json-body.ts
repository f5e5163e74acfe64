import { DomainError } from '@assay/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { inputInvalid } from '../error.ts'
import { strangersBodyBytes } from './admission.ts'
import { checkJsonShape } from './json-shape.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** How much of a JSON body is read: little, until somebody is known to have sent it. */
    bodyBytes: number
  }
}

/** Reads JSON bodies, and no others, as far as who sends them may. */
export function addJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'ignore')
  app.decorateRequest('bodyBytes', strangersBodyBytes)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', (request, payload, done) => {
    readBytes(payload, request.bodyBytes).then((bytes) => {
      // some clients announce JSON and send nothing, as with DELETE: that is no body
      if (bytes.length === 0) done(null, undefined)
      else parse(request, bytes.toString('utf8'), done)
    }, done)
  })
}

/** JSON that comes in an address. Throws INPUT_INVALID. */
export function parseJsonText(text: string): unknown {
  checkJsonShape(Buffer.from(text))
  try {
    return JSON.parse(text)
  } catch (error) {
    throw inputInvalid(error instanceof Error ? error : new Error('is no JSON'))
  }
}

async function readBytes(payload: FastifyRequest['raw'], limit_bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of unlessBroken(payload)) {
    size += chunk.length
    if (size > limit_bytes) throw new DomainError('BODY_TOO_LARGE', { limit_bytes })
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks, size)
  checkJsonShape(bytes)
  return bytes
}

/** A client that leaves in the middle is no fault of ours. */
async function* unlessBroken(payload: FastifyRequest['raw']): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of payload.iterator({ destroyOnReturn: false })) yield Buffer.from(chunk)
  } catch (error) {
    throw inputInvalid(new Error('ended before it was whole', { cause: error }))
  }
}
