import { z } from 'zod'
import { metricName } from './metric.ts'

const longestText = 20_000
const text = z.string().max(longestText)
const spans = z.array(z.tuple([z.number().int(), z.number().int()]))

const counted = {
  score: z.string().describe('the score that counts it'),
  reference: z.number().int().describe('which of the references, from 0 on'),
  prediction_spans: spans.describe('where it stands in the prediction: [start, end) in UTF-16 units'),
  reference_spans: spans.describe('where it stands in that reference: [start, end) in UTF-16 units'),
}

/** Something that prediction and reference share, as a metric saw it. */
export const scoreMatch = z
  .object({
    kind: z.enum(['exact', 'stem', 'synonym']).describe('why it counts'),
    text: z.string().describe('the n-gram or word as it was compared'),
    count: z.number().describe('how often it was counted'),
    ...counted,
  })
  .describe('Something that prediction and reference share.')

/** What has to be done to a prediction to have the reference, as a metric counted it. */
export const scoreEdit = z
  .object({
    kind: z.enum(['substituted', 'left_out', 'added', 'moved']).describe('what is wrong in the prediction'),
    found: z.string().describe('what the prediction has; empty where it has nothing'),
    wanted: z.string().describe('what the reference has; empty where it has nothing'),
    ...counted,
  })
  .describe('An edit that makes the prediction the reference.')

/** Asks what a metric makes of one example, and why. */
export const metricExplainInput = z.object({
  metric: metricName,
  prediction: text.describe('what a model answered, at most 20,000 characters'),
  references: z.array(text).max(20).default([]).describe('the right answers, at most 20'),
  input: text.optional().describe('what the model was given, for metrics that look at it'),
})

/** What a metric makes of one example, and why. */
export const metricExplanation = z
  .object({
    metric: z.string().describe('the metric'),
    scores: z.record(z.string(), z.number().nullable()).describe('its scores; null: the example has none'),
    reason: z.string().nullable().describe('why a score is null'),
    caveats: z.array(z.string()).describe('what the scores do not see, or why they are what they are'),
    explanation: z
      .array(z.union([scoreMatch, scoreEdit]))
      .describe('what the scores were made of; empty for metrics that cannot say'),
  })
  .describe('What a metric makes of one example.')

/** What a metric makes of one example, and why. */
export type MetricExplanation = z.infer<typeof metricExplanation>
