import { finished, type Readable } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../../error.ts'

export interface FilePart {
  readonly filename: string
  readonly body: Readable
}

/** Hands the file of a form over while it arrives. Throws a refusal for a form without one. */
export async function readFilePart<Result>(
  { raw, headers }: FastifyRequest,
  take: (part: FilePart) => Promise<Result>,
): Promise<Result> {
  const type = headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) throw noFile()
  const form = openForm(type)
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  let taken: Readable | undefined
  form.on('file', (name: string, body: Readable, filename: string | undefined) => {
    if (name !== 'file' || taken) return void body.resume()
    taken = body
    resolve(take({ filename: filename === undefined || filename === '' ? 'unnamed' : filename, body }))
  })
  form.on('finish', () => taken ?? reject(noFile()))
  form.on('error', () => (taken ? taken.destroy(broken()) : reject(broken())))
  finished(raw, (error) => error && taken?.destroy(error))
  raw.pipe(form)
  return await promise
}

function openForm(type: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': type } })
  } catch (cause) {
    throw new Refusal(400, cause instanceof Error ? cause.message : 'There was an error parsing the body')
  }
}

function broken(): Refusal {
  return new Refusal(400, 'There was an error parsing the body')
}

function noFile(): Refusal {
  return new Refusal(422, [{ type: 'missing', loc: ['body', 'file'], msg: 'Field required', input: null }])
}
