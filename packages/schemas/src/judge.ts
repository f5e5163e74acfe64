import { z } from 'zod'
import { id, time } from './field.ts'
import { modelChoice, modelSpec } from './model.ts'
import { usedEntry } from './model-entry.ts'
import { pageInput, pageOf } from './page.ts'

/** What a judge is called: in `metrics` it is named as `judge/<name>`. */
export const judgeName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must begin with a small letter, and have only those, digits, _ and -')
  .describe('name of the judge: small letters, digits, _ and -')

const scale = z
  .tuple([z.number(), z.number()])
  .refine(([least, greatest]) => greatest > least, 'must go from the least score to a greater one')
  .describe('least and greatest score, such as [1, 5]')

/** One thing that a judge looks at. */
export const judgeCriterion = z
  .object({
    name: judgeName.describe('name of the criterion: small letters, digits, _ and -'),
    description: z.string().min(1).max(10_000).describe('what is judged, and what each score means'),
    steps: z.string().max(10_000).default('').describe('how to go about it, step by step; empty: as the judge likes'),
    scale: scale.default([1, 5]),
    direction: z.enum(['higher', 'lower']).default('higher').describe('which scores are better'),
  })
  .describe('One thing that a judge looks at.')

/** One thing that a judge looks at. */
export type JudgeCriterion = z.infer<typeof judgeCriterion>

const criteria = z
  .array(judgeCriterion)
  .min(1)
  .max(20)
  .refine(
    (all) => new Set(all.map(({ name }) => name)).size === all.length,
    'must have names that are different from each other',
  )

const needs = z
  .array(z.enum(['input', 'reference']))
  .max(2)
  .describe('what the judge is shown beside the prediction')

const definition = {
  title: z.string().max(200).describe('how people write it'),
  criteria: criteria.describe('what it looks at; each is asked for in a call of its own'),
  needs,
  system_prompt: z.string().max(100_000).describe('what the model is told before; empty: nothing'),
  prompt: z
    .string()
    .min(1)
    .max(100_000)
    .describe(
      'template with {input}, {reference}, {prediction}, {criterion}, {description}, {steps}, {least} and ' +
        '{greatest}, of a judge of pairs {first} and {second} for {prediction}; how to answer is added to it',
    ),
  normalised: z.boolean().describe('whether scores are given as a share of their scale, from 0 to 1'),
}

const pairs = z.boolean().describe('whether it is shown two answers, and says which is better')

/** Whose answers a judge of pairs sees beside those that it judges. */
export const judgedAgainst = z
  .object({
    run_id: id,
    column: z.string().nullable().describe('column of the dataset that holds them; null: the run answered itself'),
  })
  .describe('Whose answers a judge of pairs sees beside those that it judges.')

/** Whose answers a judge of pairs sees beside those that it judges. */
export type JudgedAgainst = z.infer<typeof judgedAgainst>

/** A judge as a job executes it: all that its scores depend on. */
export const judgeSpec = z
  .object({
    name: judgeName,
    version: z.string().describe('changes with anything that its scores depend on, the model included'),
    model: modelSpec,
    ...definition,
    pairs: pairs.optional(),
    against: judgedAgainst.optional().describe('whose answers it sees beside them; absent: it is no judge of pairs'),
  })
  .describe('A judge as a job executes it.')

/** A judge as a job executes it: all that its scores depend on. */
export type JudgeSpec = z.infer<typeof judgeSpec>

/** A judge: a model that scores predictions by criteria. */
export const judge = z
  .object({
    id: id.nullable().describe('of this version; null: it comes with Assay'),
    name: judgeName,
    version: z.int32().describe('1 for the first of its name; a version never changes'),
    model: modelSpec.nullable().describe('who judges; null: whoever uses it says so (judge_model)'),
    entry: usedEntry.nullable().describe('the entry of the catalogue that named the model; null: it was given whole'),
    ...definition,
    pairs,
    scores: z.array(z.string()).describe('names of its scores; the first is the primary one'),
    created_at: time.nullable().describe('when this version was made; null: it comes with Assay'),
  })
  .describe('A judge.')

/** A judge: a model that scores predictions by criteria. */
export type Judge = z.infer<typeof judge>

/** Makes a judge, or a new version of one. */
export const judgeCreateInput = z.object({
  name: judgeName,
  model: modelChoice.describe('who judges: a model behind an endpoint'),
  title: definition.title.default('').describe('how people write it; empty: its name'),
  criteria: definition.criteria,
  needs: needs.default(['input']),
  system_prompt: definition.system_prompt.optional().describe('absent: one that fits'),
  prompt: definition.prompt.optional().describe('absent: one that fits what it needs'),
  normalised: definition.normalised.default(false),
  pairs: pairs
    .default(false)
    .describe('shown two answers, it says which is better: from -1 for the other over 0 for a tie to 1, as a share'),
})

/** Names a judge. */
export const judgeRef = z.object({
  name: judgeName,
  version: z.int32().min(1).optional().describe('absent: the newest'),
})

/** Names a judge with all its versions. */
export const judgeRemoveInput = z.object({ name: judgeName })

/** Lists judges. */
export const judgeListInput = pageInput.extend({
  name: judgeName.optional().describe('only versions of this judge; absent: the newest version of each'),
  builtin: z.boolean().default(false).describe('list those that come with Assay instead of your own'),
})

/** A page of judges. */
export const judgePage = pageOf(judge)
