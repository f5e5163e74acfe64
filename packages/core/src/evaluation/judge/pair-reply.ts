import { z } from 'zod'
import { beginningOf, type JudgeReply, objectsIn } from './reply.ts'

const words = { first: 1, second: -1, tie: 0 } as const
const choice = z.enum(['first', 'second', 'tie'])
const answer = z.object({
  better: z
    .string()
    .transform((text) => text.trim().toLowerCase())
    .pipe(choice),
  reason: z.string().nullish(),
})

/**
 * Reads out of a reply which answer is better: 1 the first, −1 the second, 0 neither. Of the JSON object that was asked
 * for, wherever it stands, or a reply that is one of the words alone; two that differ are none.
 */
export function readPairReply(text: string): JudgeReply {
  const found = objectsIn(text).flatMap((object) => answer.safeParse(object).data ?? [])
  const alone = choice.safeParse(/^\W*([a-z]+)\W*$/i.exec(text)?.[1]?.toLowerCase()).data
  const [first, ...others] = found.length > 0 || alone === undefined ? found : [{ better: alone, reason: null }]
  if (first === undefined) return { score: null, error: `The judge's reply does not say which: ${beginningOf(text)}` }
  if (others.some(({ better }) => better !== first.better)) {
    return { score: null, error: `The judge's reply says several: ${beginningOf(text)}` }
  }
  return { score: words[first.better], reason: first.reason?.trim() || null }
}
