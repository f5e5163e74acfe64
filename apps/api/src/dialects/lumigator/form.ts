import type { FastifyRequest } from 'fastify'
import { Refusal } from '../error.ts'

/** Decimal, as the text says. */
const limit_bytes = 50_000_000
/** Room for what stands around the file. */
const envelope_bytes = 64 * 1024

/** The parts of a form. Throws a refusal for one that is too large, or is none. */
export async function readForm({ raw, headers }: FastifyRequest): Promise<FormData> {
  const type = headers['content-type'] ?? ''
  const announced = Number(headers['content-length'] ?? 0)
  if (announced > limit_bytes + envelope_bytes) throw tooLarge()
  if (!type.startsWith('multipart/form-data')) return new FormData()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of raw) {
    size += chunk.length
    if (size > limit_bytes + envelope_bytes) throw tooLarge()
    chunks.push(Buffer.from(chunk))
  }
  return new Response(Buffer.concat(chunks, size), { headers: { 'content-type': type } }).formData().catch(() => {
    throw new Refusal(400, 'There was an error parsing the body')
  })
}

/** Throws a refusal for a file that is too large. */
export function requireFitting({ size }: File): void {
  if (size > limit_bytes) throw tooLarge()
}

function tooLarge(): Refusal {
  return new Refusal(413, 'Dataset upload exceeds the 50.0MB limit')
}
