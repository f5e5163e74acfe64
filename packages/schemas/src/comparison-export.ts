import { z } from 'zod'
import { id, json, shortId } from './field.ts'

/** What a comparison can be exported as. */
export const comparisonExportFormat = z
  .enum(['csv', 'jsonl', 'parquet', 'md', 'tex', 'html', 'bundle'])
  .describe(
    'csv, jsonl, parquet: all examples with predictions and scores; md, tex: a table for a paper; html: a report; ' +
      'bundle: a zip file from which the comparison can be computed again',
  )

/** What a comparison can be exported as. */
export type ComparisonExportFormat = z.infer<typeof comparisonExportFormat>

/** Exports a comparison. */
export const comparisonExportInput = z.object({ comparison_id: shortId, format: comparisonExportFormat })

/** Computes the comparison of an uploaded bundle again. */
export const comparisonVerifyInput = z.object({ upload_id: id.describe('a complete upload: the bundle') })

/** Whether the comparison of a bundle comes out the same when it is computed again. */
export const comparisonVerification = z
  .object({
    is_same: z
      .boolean()
      .describe('whether no file was altered, all could be computed, and every number is the same, to the last digit'),
    comparison_id: id.describe('the comparison that was exported'),
    assay_version: z.string().describe('what the bundle was made with'),
    files: z.number().int().describe('how many files the bundle lists'),
    altered_files: z.array(z.string()).describe('files whose bytes are not those that were exported, or are missing'),
    not_computed: z
      .array(z.object({ metric: z.string().describe('the score'), reason: z.string().describe('why not') }))
      .describe(
        'scores over all examples at once that cannot be computed here, as their metric is not here or another',
      ),
    numbers: z.number().int().describe('how many numbers were compared'),
    first_difference: z
      .object({
        path: z.string().describe('where in the result, such as metrics.0.differences.0.p_value'),
        kept: json.describe('what the bundle says'),
        computed: json.describe('what was computed now'),
      })
      .nullable()
      .describe('the first value that is not the same; null: there is none'),
  })
  .describe('A verification.')

/** Whether the comparison of a bundle comes out the same when it is computed again. */
export type ComparisonVerification = z.infer<typeof comparisonVerification>
