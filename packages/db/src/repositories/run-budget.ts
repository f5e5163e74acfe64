import type { Budget, RunBudget, Spent } from '@assay/schemas'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'

/** Whether a row of `run_budgets` has nothing left. */
export const isSpent: RawBuilder<boolean> = sql`(
  coalesce(spent_cost >= (budget->>'cost')::float8, false)
  or coalesce(spent_tokens >= (budget->>'tokens')::float8, false)
  or coalesce(spent_seconds >= (budget->>'seconds')::float8, false))`

/** The budget of a row of `runs`; null: none. */
export const budgetOfRun: RawBuilder<RunBudget | null> = sql`(
  select json_build_object('limit', budget, 'paused_at', to_char(paused_at at time zone 'utc', ${isoFormat()}),
    'spent', json_build_object('cost', spent_cost, 'tokens', spent_tokens, 'seconds', spent_seconds))
  from run_budgets where run_budgets.run_id = runs.id)`

function isoFormat(): RawBuilder<string> {
  return sql.lit('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
}

export async function insertBudgets(
  trx: Transaction<Database>,
  { run_ids, budget }: { readonly run_ids: readonly string[]; readonly budget: Budget | undefined },
): Promise<void> {
  if (budget === undefined || run_ids.length === 0) return
  const rows = run_ids.map((run_id) => ({ run_id, budget: JSON.stringify(budget) }))
  await trx.insertInto('run_budgets').values(rows).execute()
}

/** The same budget for another run, of which nothing is spent yet. */
export async function copyBudget(
  trx: Transaction<Database>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await sql`insert into run_budgets (run_id, budget) select ${to}, budget from run_budgets where run_id = ${from}`.execute(
    trx,
  )
}

/** Counts what a job has spent; whether the run has more. Undefined: it has no budget. */
export async function spendBudget(
  db: Kysely<Database>,
  { run_id, cost, tokens, seconds }: Spent & { readonly run_id: string },
): Promise<{ readonly is_spent: boolean } | undefined> {
  const { rows } = await sql<{ is_spent: boolean }>`
    update run_budgets set spent_cost = spent_cost + ${cost}, spent_tokens = spent_tokens + ${tokens},
      spent_seconds = spent_seconds + ${seconds}
    where run_id = ${run_id} returning ${isSpent} as is_spent`.execute(db)
  return rows[0]
}
