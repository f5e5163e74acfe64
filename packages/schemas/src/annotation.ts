import { z } from 'zod'
import { budget } from './budget.ts'
import { columnName, datasetReference, givenName, id, name, seed, time } from './field.ts'
import { inferenceResult, inferenceSpec } from './inference.ts'
import { metadata } from './metadata.ts'
import { modelChoice } from './model.ts'
import { priority } from './requirement.ts'
import { column, reading } from './table-reading.ts'
import { task } from './task.ts'

/** What an annotation job does: a model writes the reference column of a new version of a dataset. */
export const annotationSpec = inferenceSpec.omit({ repeat: true }).extend({
  kind: z.literal('annotation').describe('the kind of job'),
  name: givenName.describe('the family of the new version'),
})

/** What an annotation job does. */
export type AnnotationSpec = z.infer<typeof annotationSpec>

/** What an annotation job found. */
export const annotationResult = inferenceResult.extend({
  dataset_id: id.describe('the new version, whose references the model has written'),
  table: z
    .object({
      examples: z.number().int().describe('how many rows'),
      columns: z.array(column).describe('in their order'),
      reading: reading.describe('how it was read'),
    })
    .describe('what the new version holds'),
})

/** What an annotation job found. */
export type AnnotationResult = z.infer<typeof annotationResult>

const origin = {
  from_dataset_id: id.describe('the version that it was made of, which stays as it is'),
  column: columnName.describe('the column that holds the references'),
}

const byModel = z.object({
  by: z.literal('model').describe('a model wrote them'),
  ...origin,
  run_id: id.describe('the run that asked it'),
  model: z.record(z.string(), z.json()).describe('the model and how it was called'),
  task,
  seed,
  examples: z.number().int().describe('how many examples it was asked about'),
  failed: z.number().int().describe('how many have no reference, because it gave none'),
})

const byPeople = z.object({
  by: z.literal('people').describe('people reviewed them'),
  ...origin,
  accepted: z.number().int().describe('how many were found good as they were'),
  corrected: z.number().int().describe('how many were replaced'),
  rejected: z.number().int().describe('how many were taken away'),
  unreviewed: z.number().int().describe('how many nobody looked at: they are as before'),
  reviewers: z.array(z.string()).describe('e-mail addresses of who reviewed them; the column with _author has each'),
})

/** Who wrote the references of a version of a dataset. */
export const datasetAnnotation = z
  .discriminatedUnion('by', [byModel, byPeople])
  .describe('Who wrote the references of a version, and of which version it was made.')

/** Who wrote the references of a version of a dataset. */
export type DatasetAnnotation = z.infer<typeof datasetAnnotation>

/** Has a model write the references of a dataset: a run that ends with a new version, the next of its name. */
export const datasetAnnotateInput = z.object({
  dataset_id: datasetReference,
  model: modelChoice.describe('who writes; predictions that the dataset holds are no model to ask'),
  task,
  columns: z
    .object({
      input: columnName.optional().describe('what the model is given; absent: found by its name'),
      reference: columnName
        .optional()
        .describe('the column that is written, anew where it is there; absent: found by its name, else ground_truth'),
    })
    .default({})
    .describe('which columns play which part'),
  name: name.optional().describe('of the new version; absent: that of the dataset, whose next version it is'),
  max_samples: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe('only the first so many examples, which are all that the new version has; null: all'),
  max_failed_ratio: z.number().min(0).max(1).default(0.05).describe('share of examples that may get no reference'),
  seed: seed.default(0),
  priority: priority.default(0),
  budget: budget.optional(),
  deadline_at: time.nullable().default(null).describe('when it is stopped if it has not ended; null: never'),
  metadata: metadata.optional().describe('what you keep with the run; it is given back as it came'),
  force_rerun: z.boolean().default(false).describe('write again what was written before, and ask the model anew'),
})
