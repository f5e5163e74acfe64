import type { RunBudgetParams } from '@assay/sdk'
import type { Command } from 'commander'
import { numberBetween, wholeNumber } from './option.ts'

/** How a budget is told. */
export interface BudgetOptions {
  readonly budgetCost?: number
  readonly budgetTokens?: number
  readonly budgetSeconds?: number
}

const most = Number.MAX_SAFE_INTEGER

/** What a run may spend on models before it pauses. */
export function addBudgetOptions(command: Command): Command {
  return command
    .option('--budget-cost <money>', 'pause each run when its models have cost so much', numberBetween(0, most))
    .option('--budget-tokens <n>', 'pause each run after so many tokens', wholeNumber(0))
    .option('--budget-seconds <n>', 'pause each run after so many seconds of asking models', numberBetween(0, most))
}

/** The budget that was told; undefined: none. */
export function toBudget({ budgetCost, budgetTokens, budgetSeconds }: BudgetOptions): RunBudgetParams | undefined {
  const budget = {
    ...(budgetCost !== undefined && { cost: budgetCost }),
    ...(budgetTokens !== undefined && { tokens: budgetTokens }),
    ...(budgetSeconds !== undefined && { seconds: budgetSeconds }),
  }
  return Object.keys(budget).length === 0 ? undefined : budget
}
