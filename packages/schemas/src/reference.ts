import { z } from 'zod'
import { columnName, datasetReference, id, name, time } from './field.ts'

const verdict = z
  .enum(['accepted', 'corrected', 'rejected'])
  .describe('accepted: it is good as it is; corrected: another text takes its place; rejected: there is none any more')

/** What somebody made of the reference of an example. */
export const review = z
  .object({
    id,
    example: z.number().int().describe('0-based number in the dataset'),
    verdict,
    reference: z.string().nullable().describe('the reference since; null: there is none'),
    before: z.string().nullable().describe('what it was before; null: there was none'),
    comment: z.string().nullable().describe('why; null: nothing was said'),
    reviewer_id: id.nullable().describe('who; null: the account is deleted'),
    reviewer_email: z.string().nullable().describe('e-mail address of who; null: the account is deleted'),
    created_at: time,
  })
  .describe('A review of a reference.')

/** What somebody made of the reference of an example. */
export type Review = z.infer<typeof review>

/** The reference of an example, and what was last made of it. */
export const reference = z
  .object({
    example: z.number().int().describe('0-based number in the dataset'),
    reference: z.string().nullable().describe('what it is since the last review; null: there is none'),
    original: z.string().nullable().describe('what the version holds; null: there is none'),
    author: z
      .string()
      .nullable()
      .describe('who wrote it: "model …", or an e-mail address; null: it came with the file'),
    review: review.nullable().describe('the last review; null: there was none yet'),
  })
  .describe('A reference.')

/** The reference of an example, and what was last made of it. */
export type Reference = z.infer<typeof reference>

const reviewed = {
  dataset_id: datasetReference,
  column: columnName.optional().describe('the column that holds the references; absent: found by its name'),
}

/** Lists the references of a dataset. */
export const referenceListInput = z.object({
  ...reviewed,
  after: z.number().int().min(-1).default(-1).describe('example number after which to begin'),
  limit: z.number().int().min(1).max(1000).default(50).describe('examples on a page, 1 to 1000'),
})

/** References. */
export const referenceList = z.object({
  items: z.array(reference).describe('in order of the examples'),
  next_after: z.number().int().nullable().describe('`after` of the next page; null on the last'),
})

/** References. */
export type ReferenceList = z.infer<typeof referenceList>

/** Names the reference of an example. */
export const referenceRef = z.object({
  ...reviewed,
  example: z.number().int().min(0).describe('0-based number in the dataset'),
})

/** Accepts, corrects or rejects a reference. */
export const referenceSetInput = referenceRef.extend({
  verdict,
  reference: z.string().min(1).max(1_000_000).optional().describe('with "corrected": the text that takes its place'),
  comment: z.string().min(1).max(10_000).optional().describe('why'),
})

/** What was made of a reference. */
export const reviewList = z.object({ items: z.array(review).describe('newest first, at most 1,000') })

/** Makes a new version of a dataset of what was reviewed. */
export const datasetApplyInput = z.object({
  ...reviewed,
  name: name.optional().describe('of the new version; absent: that of the dataset, whose next version it is'),
})
