import { z } from 'zod'
import { direction } from './field.ts'

/** What a user asks a metric by: its name, or that of one of its scores. */
export const metricName = z.string().min(1).max(200).describe('a metric, or one of its scores')

/** A score that a metric gives. */
export const scoreDeclaration = z.object({
  name: z.string().describe('its name in results'),
  title: z.string().describe('how people write it'),
  direction,
  range: z.tuple([z.number().nullable(), z.number().nullable()]).describe('least and greatest value; null: none'),
  unit: z.string().describe('what a value counts, such as fraction, percent or tokens'),
  margin: z.number().describe('a difference below this is not worth having, unless you say otherwise'),
  is_detail: z.boolean().describe('whether it only explains another score'),
})

/** A score that a metric gives, or an application. */
export type ScoreDeclaration = z.infer<typeof scoreDeclaration>

/** A metric of the registry. */
export const metric = z
  .object({
    name: z.string().describe('what to write in "metrics"'),
    version: z.string().describe('changes whenever a score may change'),
    title: z.string().describe('how people write it'),
    description: z.string().describe('what it measures, and what it does not see'),
    scores: z.array(scoreDeclaration).describe('what it gives; the first is the primary one'),
    columns: z.array(z.enum(['input', 'prediction', 'reference'])).describe('what it needs of an example'),
    cost: z.enum(['light', 'heavy', 'model']).describe('of one example: microseconds, milliseconds, or a model'),
    equals: z
      .string()
      .nullable()
      .describe('the implementation whose values it equals, with version; null: it is defined by this metric'),
    citation: z
      .object({ text: z.string().describe('what to cite'), url: z.string().describe('where it is') })
      .describe('the paper or definition'),
    available: z.boolean().describe('whether it can be computed here'),
    unavailable_reason: z.string().nullable().describe('why it is not available here'),
  })
  .describe('A metric.')

/** A metric of the registry. */
export type Metric = z.infer<typeof metric>

/** All metrics of the registry. */
export const metricList = z.object({ items: z.array(metric).describe('the built-in ones first') })
