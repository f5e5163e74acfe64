import { z } from 'zod'
import { slug } from './application.ts'
import { budget } from './budget.ts'
import { columnRoles } from './column-roles.ts'
import { columnName, datasetReference, givenName, id, name, reference, seed, shortId, time } from './field.ts'
import { metadata } from './metadata.ts'
import { metricName } from './metric.ts'
import { modelChoice } from './model.ts'
import { archivedFilter, pageOf, sharedPageInput } from './page.ts'
import { priority } from './requirement.ts'
import { task } from './task.ts'

/** A named group of runs that share data and task. */
export const experiment = z
  .object({
    id,
    owner_id: id,
    name: givenName,
    description: z.string().describe('what it is about'),
    dataset_id: id,
    task,
    columns: columnRoles.describe('which columns play which part'),
    primary_metric: z
      .string()
      .nullable()
      .describe('the score that the verdict is about; null: ROUGE-L F where the runs have it, else their first score'),
    is_sample: z.boolean().describe('whether it belongs to the bundled sample, readable by everyone'),
    metadata,
    archived_at: time.nullable().describe('since when it is listed only where that is asked for; null: it is not'),
    created_at: time,
  })
  .describe('An experiment.')

/** A named group of runs that share data and task. */
export type Experiment = z.infer<typeof experiment>

/** Makes an experiment. */
export const experimentCreateInput = z.object({
  name,
  description: z.string().max(10_000).default('').describe('what it is about'),
  dataset_id: datasetReference,
  task,
  columns: z
    .object({
      input: columnName.optional().describe('what the model is given; absent: found by its name'),
      reference: columnName.optional().describe('what a good output looks like; absent: found by its name'),
      prediction: columnName.optional().describe('outputs that the dataset holds already; absent: found by its name'),
    })
    .default({})
    .describe('which columns play which part; a field within objects is named by its path, such as expected.answer'),
  metadata: metadata.optional(),
  archived: z.boolean().optional().describe('true: it is listed only where archived ones are asked for; absent: no'),
  primary_metric: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .describe(
      'a score that is not neutral, which every run of the experiment then has; corpus_<score>: over all examples ' +
        'at once; null: ROUGE-L F where the runs have it, else their first score',
    ),
})

/** Names an experiment. */
export const experimentRef = z.object({ experiment_id: reference })

/** Lists experiments. */
export const experimentListInput = sharedPageInput.extend({
  dataset_id: datasetReference.optional().describe('only experiments on this dataset version'),
  archived: archivedFilter,
  sample: z.boolean().default(false).describe('list those of the bundled sample instead of your own'),
})

/** A page of experiments. */
export const experimentPage = pageOf(experiment)

/** Evaluates models: one run each. */
export const evaluateInput = z.object({
  experiment_id: reference,
  models: z
    .array(modelChoice)
    .min(1)
    .max(100)
    .optional()
    .describe('absent: the predictions that the dataset holds already'),
  metrics: z
    .array(metricName)
    .max(100)
    .default(['rouge'])
    .describe('names of metrics or scores, of judges as judge/<name>; none: the models answer, and nothing is scored'),
  judge_model: modelChoice
    .optional()
    .describe('who judges for judges that come with Assay, such as judge/g_eval_summarization'),
  judge_against: shortId
    .optional()
    .describe('run on the same dataset whose answers judges of pairs see beside those of the models'),
  max_samples: z.number().int().min(1).nullable().default(null).describe('only the first so many examples; null: all'),
  max_failed_ratio: z.number().min(0).max(1).default(0.05).describe('share of examples that may fail'),
  repeats: z.number().int().min(1).max(100).default(1).describe('inference jobs for each model, with different seeds'),
  seed: seed.default(0),
  labels: z
    .array(slug)
    .max(100)
    .default([])
    .describe('only workers with these labels execute it, and call the models: those of a lab, behind its firewall'),
  priority: priority.default(0),
  budget: budget.optional(),
  deadline_at: time.nullable().default(null).describe('when what has not ended is stopped; null: never'),
  metadata: metadata.optional().describe('what you keep with each of the runs; it is given back as it came'),
  force_rerun: z.boolean().default(false).describe('run again what succeeded before, and ask models anew'),
})
