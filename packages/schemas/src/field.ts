import { z } from 'zod'

/** A UUIDv7, made by the server; ids sort by time of creation. */
export const id = z.uuid().describe('UUIDv7')

/** A moment: ISO 8601, UTC, with milliseconds and Z. */
export const time = z.iso.datetime().describe('ISO 8601, UTC')

/** What a user calls a thing: 1 to 200 characters, no control characters. */
export const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')
  .describe('1 to 200 characters')

/** A column of a dataset, by its exact name. */
export const columnName = z.string().min(1).max(1000).describe('a column of the dataset, by its exact name')

/** Where random numbers start: the same seed, the same result, on every machine. */
export const seed = z.number().int().min(0).max(0xffffffff).describe('where random numbers start: 0 to 2^32 - 1')

/** Which of two values of a score is better. */
export const direction = z.enum(['higher', 'lower', 'neutral']).describe('which is better; neutral: neither')

/** Any JSON value. */
export const json = z.json()
