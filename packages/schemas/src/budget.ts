import { z } from 'zod'
import { shortId, time } from './field.ts'

/** What the jobs of a run may spend together on models before it pauses. */
export const budget = z
  .strictObject({
    cost: z.number().min(0).optional().describe('money, in the currency of the prices of its models; absent: any'),
    tokens: z.number().int().min(0).optional().describe('tokens of prompts and answers; absent: any number'),
    seconds: z.number().min(0).optional().describe('time in which its jobs ask models, added up; absent: any'),
  })
  .refine((limits) => Object.values(limits).some((limit) => limit !== undefined), 'must name cost, tokens or seconds')
  .describe(
    'what each run may spend on models, judges included, before it pauses; answers that are known already cost nothing',
  )

/** What the jobs of a run may spend together on models before it pauses. */
export type Budget = z.infer<typeof budget>

/** What was spent on models. */
export const spent = z.object({
  cost: z.number().min(0).describe('money, in the currency of the prices'),
  tokens: z.number().int().min(0).describe('tokens of prompts and answers'),
  seconds: z.number().min(0).describe('time in which jobs asked models'),
})

/** What was spent on models. */
export type Spent = z.infer<typeof spent>

/** The budget of a run, and how it stands. */
export const runBudget = z
  .object({
    limit: budget,
    spent: spent.describe('by its jobs together, attempts that were lost included'),
    paused_at: time.nullable().describe('since when jobs wait for a greater one (BUDGET_REACHED); null: none does'),
  })
  .describe('The budget of a run, and how it stands.')

/** The budget of a run, and how it stands. */
export type RunBudget = z.infer<typeof runBudget>

/** Lets a run spend more, and go on if it has paused. */
export const runRaiseBudgetInput = z.object({
  run_id: shortId,
  budget: budget.describe('the new limits in all, what is spent included; those that are absent stay as they are'),
})
