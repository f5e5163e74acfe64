import { z } from 'zod'
import { type HttpAnswer, jsonOf } from './http-answer.ts'

/** How much of a text is looked at to tell what it is. */
const beginning = 1000
const mostNames = 5
/** One of these is in whatever a model answers, were it a failure. */
const ownFields = ['choices', 'content', 'candidates', 'promptFeedback', 'error', 'errors']

export const page = 'the endpoint answered a web page (text/html)'

export function isPage({ headers, text }: HttpAnswer): boolean {
  return isHtml(headers) || /^\s*<(!doctype|html)\b/i.test(text.slice(0, beginning))
}

/**
 * What was answered by somebody who is no model, though with success: a page, nothing, JSON about something else.
 * Undefined for what a model may have garbled, and for its failures.
 */
export function strangerIn(answer: HttpAnswer): string | undefined {
  if (isHtml(answer.headers) || /^\s*<!doctype html\b/i.test(answer.text.slice(0, beginning))) return page
  if (answer.text.trim() === '') return 'the endpoint answered nothing'
  const body = jsonOf(answer)
  if (body === undefined) return undefined
  const found = z.record(z.string(), z.unknown()).safeParse(body).data
  if (found === undefined) return 'the endpoint answered JSON that is no object'
  const { error, object } = z.object({ error: z.unknown(), object: z.unknown() }).partial().parse(found)
  if (speaksOfPath(error, answer)) return 'the endpoint takes no questions there'
  if (object === 'error' || ownFields.some((name) => (found[name] ?? null) !== null)) return undefined
  return `the endpoint answered JSON ${contents(found)}, which is no chat completion`
}

/** As servers do that know no such path, and say so with success. */
function speaksOfPath(error: unknown, { address }: HttpAnswer): boolean {
  return typeof error === 'string' && error.includes(new URL(address).pathname)
}

function contents(found: Record<string, unknown>): string {
  const names = Object.keys(found).map((name) => JSON.stringify(name))
  if (names.length === 0) return 'without fields'
  return `with ${names.slice(0, mostNames).join(', ')}${names.length > mostNames ? ', …' : ''}`
}

function isHtml(headers: Headers): boolean {
  return /\bhtml\b/i.test(headers.get('content-type') ?? '')
}
