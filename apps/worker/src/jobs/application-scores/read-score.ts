import type { ScoreDeclaration } from '@assay/schemas'
import { invalidScores, type ScorePlace } from './scores-invalid.ts'

/** How tables say that there is no value. */
const absent = /^(?:nan|null|n\/a)?$/i

/** A value of a table as a score; null: there is none. Throws SCORES_INVALID. */
export function readScore(value: unknown, { name, range }: ScoreDeclaration, place: ScorePlace): number | null {
  if (value === null || value === undefined) return null
  const text = String(value).trim()
  if (absent.test(text)) return null
  const number = typeof value === 'boolean' ? Number.NaN : Number(text)
  const said = `"${name}" of "${place.file}" is ${JSON.stringify(text.slice(0, 100))}`
  if (!Number.isFinite(number)) throw invalidScores(place, `${said}, which is no number.`)
  const [least, greatest] = range
  if ((least !== null && number < least) || (greatest !== null && number > greatest)) {
    throw invalidScores(place, `${said}, beyond the ${least ?? '…'} to ${greatest ?? '…'} that it is declared to have.`)
  }
  return number
}
