import { z } from 'zod'
import { json } from './field.ts'

const most_characters = 16_384

/** What a user keeps with a thing: it is given back as it came, and means nothing to Assay. */
export const metadata = z
  .record(z.string().min(1).max(100), json)
  .refine(
    (kept) => JSON.stringify(kept).length <= most_characters,
    `must have at most ${most_characters} characters as JSON`,
  )
  .describe('what you keep with it, by name; it is given back as it came')

/** What a user keeps with a thing: it is given back as it came, and means nothing to Assay. */
export type Metadata = z.infer<typeof metadata>
