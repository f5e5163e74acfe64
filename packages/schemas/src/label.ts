import { z } from 'zod'
import { id, reference, seed, shortId, time } from './field.ts'
import { judgeCriterion, judgeName } from './judge.ts'
import { pageInput, pageOf } from './page.ts'

/** Predictions that were drawn at random, so that people label them. */
export const labelSample = z
  .object({
    id,
    owner_id: id,
    judge: judgeName,
    pairs: z.boolean().describe('whether people are shown two answers, and say which is better'),
    criteria: z.array(judgeCriterion).describe('what is to be labelled, on the scales of the judge'),
    run_ids: z.array(id).describe('whose predictions are labelled: of each drawn example those of all runs'),
    drawn: z.number().int().describe('how many examples were drawn'),
    population: z.number().int().describe('of how many they were drawn, each equally likely'),
    seed,
    items: z.number().int().describe('how many predictions there are to label: drawn examples by runs'),
    created_at: time,
  })
  .describe('Predictions that were drawn at random, so that people label them.')

/** Predictions that were drawn at random, so that people label them. */
export type LabelSample = z.infer<typeof labelSample>

/** Draws examples for people to label. */
export const judgeSampleInput = z.object({
  name: judgeName.describe('the judge that is to be calibrated'),
  run_ids: z.array(shortId).min(1).max(20).optional().describe('runs that it judged; absent: those of the experiment'),
  experiment_id: reference.optional().describe('the newest run of each model, where run_ids are absent'),
  examples: z.number().int().min(2).max(2000).describe('how many to draw; of all if there are fewer'),
  seed: seed.default(0),
})

/** Lists samples. */
export const labelSampleListInput = pageInput

/** A page of samples. */
export const labelSamplePage = pageOf(labelSample)

/** Lists what is to be labelled. */
export const labelItemsInput = z.object({
  sample_id: id,
  after: z.number().int().min(-1).default(-1).describe('item after which to begin'),
  limit: z.number().int().min(1).max(200).default(20).describe('items on a page, 1 to 200'),
  only_open: z.boolean().default(false).describe('only items that you have not labelled by every criterion'),
})

/** A prediction to label: neither its run nor the score of the judge is told. */
export const labelItem = z
  .object({
    item: z.number().int().describe('0-based number in the sample, whose order is random'),
    input: z.string().nullable().describe('what the model was given'),
    reference: z.string().nullable().describe('what a good output looks like'),
    prediction: z.string().nullable().describe('what is to be labelled'),
    other: z
      .string()
      .nullable()
      .optional()
      .describe(
        'of a pair the other answer, which may be that of the run: 1 where prediction is better, -1 where this is',
      ),
    labels: z.record(z.string(), z.number()).describe('your labels, by criterion'),
  })
  .describe('A prediction to label.')

/** A prediction to label: neither its run nor the score of the judge is told. */
export type LabelItem = z.infer<typeof labelItem>

/** Predictions to label. */
export const labelItems = z.object({
  items: z.array(labelItem).describe('in order of their numbers'),
  next_after: z.number().int().nullable().describe('`after` of the next page; null on the last'),
})

/** Predictions to label. */
export type LabelItems = z.infer<typeof labelItems>

/** Labels items of a sample. */
export const labelPutInput = z.object({
  sample_id: id,
  labels: z
    .array(
      z.object({
        item: z.number().int().min(0).describe('number in the sample'),
        criterion: judgeName.optional().describe('absent: the only one that there is'),
        score: z.number().describe('on the scale of the criterion'),
        comment: z.string().max(10_000).default('').describe('why, if you like'),
      }),
    )
    .min(1)
    .max(1000)
    .describe('yours; those that you gave before in the same place are replaced'),
})

/** A label as it is kept. */
export const label = z
  .object({
    run_id: id,
    example: z.number().int().describe('0-based number in the dataset'),
    criterion: z.string().describe('name of the criterion'),
    author_id: id.nullable().describe('who gave it; null: the account is gone'),
    score: z.number().describe('on the scale of the criterion; of a pair above 0 for the answer of the run'),
    comment: z.string().describe('why; empty: not said'),
    created_at: time,
    updated_at: time.describe('when it was last changed'),
  })
  .describe('A label as it is kept.')

/** A label as it is kept. */
export type Label = z.infer<typeof label>

/** Labels. */
export const labelList = z.object({ items: z.array(label).describe('in order of run, example and criterion') })

/** Names a sample. */
export const labelSampleRef = z.object({ sample_id: id })
