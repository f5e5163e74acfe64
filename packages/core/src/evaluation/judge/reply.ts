import { z } from 'zod'

/** What a judge said of one example by one criterion. */
export type JudgeReply =
  | { readonly score: number; readonly reason: string | null }
  | { readonly score: null; readonly error: string }

const answer = z.object({
  score: z.union([
    z.number(),
    z
      .string()
      .regex(/^\s*-?\d+(?:\.\d+)?\s*$/)
      .transform(Number),
  ]),
  reason: z.string().nullish(),
})

/**
 * Reads a score out of a reply: of the JSON object that was asked for, wherever it stands, else of "score: 4" or a
 * reply that is a number alone. Two different scores, or one beyond the scale, are none.
 */
export function readReply(text: string, [least, greatest]: readonly [number, number]): JudgeReply {
  const found = fromObjects(text) ?? fromWords(text)
  if (found === undefined) return { score: null, error: `The judge's reply has no score: ${beginningOf(text)}` }
  const [first, ...others] = found
  if (first === undefined || others.some(({ score }) => score !== first.score)) {
    return { score: null, error: `The judge's reply has several scores: ${beginningOf(text)}` }
  }
  if (first.score < least || first.score > greatest) {
    const beyond = `The judge's score is ${first.score}, and not from ${least} to ${greatest}`
    return { score: null, error: `${beyond}: ${beginningOf(text)}` }
  }
  return first
}

interface Found {
  readonly score: number
  readonly reason: string | null
}

function fromObjects(text: string): readonly Found[] | undefined {
  const found = objectsIn(text).flatMap((object) => {
    const read = answer.safeParse(object).data
    return read ? [{ score: read.score, reason: read.reason?.trim() || null }] : []
  })
  return found.length === 0 ? undefined : found
}

/** Everything between braces that is JSON; a brace within one that was read begins none. */
export function objectsIn(text: string): unknown[] {
  const objects: unknown[] = []
  let from = text.indexOf('{')
  for (let attempt = 0; from >= 0 && attempt < mostAttempts; attempt++) {
    const end = endOfObject(text, from)
    const object = end === undefined ? undefined : parsed(text.slice(from, end))
    if (object !== undefined) objects.push(object)
    from = text.indexOf('{', object === undefined || end === undefined ? from + 1 : end)
  }
  return objects
}

const longestObject = 20_000
const mostAttempts = 200

function endOfObject(text: string, from: number): number | undefined {
  let depth = 0
  let inText = false
  for (let at = from; at < Math.min(text.length, from + longestObject); at++) {
    const character = text[at]
    if (inText && character === '\\') at += 1
    else if (character === '"') inText = !inText
    else if (!inText && character === '{') depth += 1
    else if (!inText && character === '}' && --depth === 0) return at + 1
  }
  return undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const said = /\b(?:score|rating)\W{0,6}?(?:is|of|:|=)\W{0,4}(-?\d+(?:\.\d+)?)/gi
const alone = /^\W*?(-?\d+(?:\.\d+)?)(?:\s*\/\s*\d+)?[\s.*]*$/

function fromWords(text: string): readonly Found[] | undefined {
  const numbers = [...text.matchAll(said)].flatMap(([, number]) => number ?? [])
  const only = alone.exec(text)?.[1]
  const all = numbers.length > 0 ? numbers : only === undefined ? [] : [only]
  if (all.length === 0) return undefined
  return all.map((number) => ({ score: Number(number), reason: text.trim() }))
}

const longest = 200

export function beginningOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= longest ? `“${line}”` : `“${line.slice(0, longest).toWellFormed()}…”`
}
