/** Calls a procedure that changes something. */
export async function call(name, input) {
  const { body } = await send(`/trpc/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  return resultOf(body)
}

/** Asks several things at once: by the name of each, its result, or undefined where there is none to be had. */
export async function askAll(names) {
  const { body } = await send(`/trpc/${names.join(',')}?batch=1`, {})
  if (!Array.isArray(body)) return resultOf(body)
  return Object.fromEntries(names.map((name, index) => [name, body[index]?.result?.data]))
}

/** Asks one thing. */
export async function ask(name, input = {}) {
  const { body } = await send(`/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}`, {})
  return resultOf(body)
}

/** What Assay has refused, under its code. */
export class Refusal extends Error {
  constructor({ code, message }) {
    super(message)
    this.code = code
  }
}

async function send(url, options) {
  const response = await fetch(url, options).catch(() => {
    throw new Error('Assay does not answer. See whether it still runs, and try again.')
  })
  const body = await response.json().catch(() => {
    throw new Error(`Assay answered ${response.status}. Try again.`)
  })
  return { body }
}

function resultOf(body) {
  if (body.result) return body.result.data
  const error = body.error?.data?.error ?? body
  throw new Refusal({ code: error.code, message: error.message ?? 'Something went wrong. Try again.' })
}
