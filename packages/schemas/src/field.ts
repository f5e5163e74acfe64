import { z } from 'zod'

/** A UUIDv7, made by the server; ids sort by time of creation. */
export const id = z.uuid().describe('UUIDv7')

/** Names a thing in a request: its id, or the beginning of it where that is enough to tell. */
export const shortId = z
  .string()
  .regex(/^[0-9a-fA-F]{8}[0-9a-fA-F-]{0,28}$/, 'must be an id, or the first 8 characters of one or more')
  .describe('its id, or the first 8 characters of it or more')

/** Names a thing in a request by its id, the beginning of it, or what it is called. */
export const reference = z
  .string()
  .trim()
  .min(1)
  .max(220)
  .describe('its id, the first 8 characters of it or more, or its name')

/** Names a version of a dataset in a request: as other things, its name being that of its newest version. */
export const datasetReference = reference.describe(
  'its id, the first 8 characters of it or more, its name (the newest version), or name@2 (that version)',
)

/** A moment: ISO 8601, UTC, with milliseconds and Z. */
export const time = z.iso.datetime().describe('ISO 8601, UTC')

const longestText = 200

/** Whether a text has more than blanks, marks of no width and the like. */
function isVisible(text: string): boolean {
  return /[^\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text)
}

/**
 * Text on one line, without what would turn the direction of the text around it (U+202A to U+202E, U+2066 to U+2069).
 */
export const plainText = z
  .string()
  .trim()
  .max(longestText)
  .regex(
    /^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u,
    'must be whole Unicode text without control characters, those for the direction of text included',
  )
  .refine((text) => text === '' || isVisible(text), 'must have a character that can be seen')

/** What a user calls a thing: 1 to 200 characters, no control characters. */
export const name = plainText.min(1).describe('1 to 200 characters')

/** What a thing is called, as it is told: what is kept need not obey the rules for new names. */
export const givenName = z.string().describe('what it is called')

/** What comes from elsewhere than a user, as they could have written it; empty where nothing is left. */
export function toPlainText(text: string): string {
  const kept = text.toWellFormed().replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
  const short = kept.trim().slice(0, longestText).toWellFormed()
  return isVisible(short) ? short : ''
}

/**
 * The name of a file as its owner calls it, with its extension: no folders, and nothing that would leave its line or
 * turn the text around it.
 */
export const fileName = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine(
    (text) => text.isWellFormed() && !/[\p{Cc}\u2028-\u202e\u2066-\u2069/\\]/u.test(text) && isVisible(text),
    'must be the name of a file, without folders, control characters and those for the direction of text',
  )

/** What is hashed or sealed: whole Unicode text, as halves of surrogate pairs would all be encoded alike. */
export const wholeText = z.string().refine((text) => text.isWellFormed(), 'must be whole Unicode text')

/** A column of a dataset, by its exact name. */
export const columnName = z.string().min(1).max(1000).describe('a column of the dataset, by its exact name')

/** Where random numbers start: the same seed, the same result, on every machine. */
export const seed = z.number().int().min(0).max(0xffffffff).describe('where random numbers start: 0 to 2^32 - 1')

/** Which of two values of a score is better. */
export const direction = z.enum(['higher', 'lower', 'neutral']).describe('which is better; neutral: neither')

/** Any JSON value. */
export const json = z.json()

/** Whether it is a whole http or https address without a password. */
export function isWebAddress(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}
