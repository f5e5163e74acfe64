import type { FastifyInstance, FastifyRequest } from 'fastify'
import { checkJsonShape } from '../../body/json-shape.ts'
import { bodyLimitBytes } from '../../error.ts'
import { Refusal } from './error.ts'

/** JSON with any media type or none, as FastAPI takes it; forms are left to their route. */
export function addJsonWithoutType(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(/^multipart\//, async () => undefined)
  scope.addContentTypeParser('*', async (_request: FastifyRequest, payload: FastifyRequest['raw']) => {
    const bytes = await readBytes(payload, bodyLimitBytes)
    return bytes.length === 0 ? undefined : parseJson(bytes)
  })
}

async function readBytes(payload: FastifyRequest['raw'], limit_bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of payload) {
    size += chunk.length
    if (size > limit_bytes) throw new Refusal(413, 'Request body is too large')
    chunks.push(Buffer.from(chunk))
  }
  return Buffer.concat(chunks, size)
}

function parseJson(bytes: Buffer): unknown {
  checkJsonShape(bytes)
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    const message = error instanceof Error ? error.message : 'invalid'
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? 0)
    const fault = { type: 'json_invalid', loc: ['body', position], msg: 'JSON decode error', input: {} }
    throw new Refusal(422, [{ ...fault, ctx: { error: message } }])
  }
}
