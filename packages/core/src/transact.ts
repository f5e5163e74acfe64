import type { Database, Hints } from '@assay/db'
import type { Kysely, Transaction } from 'kysely'
import type { CoreDeps } from './deps.ts'

/** Runs work in a transaction, or in the one that the caller has opened already. */
export async function transact<Result>(
  deps: Pick<CoreDeps, 'db'>,
  work: (trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  return isTransaction(deps.db) ? work(deps.db) : deps.db.transaction().execute(work)
}

/**
 * Runs work in one outer transaction: whatever core functions do with the deps it is given commits together, and their
 * hints go out after the commit.
 */
export async function transactAround<Result>(
  deps: CoreDeps,
  work: (deps: CoreDeps, trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  const held: Parameters<Hints['hint']>[] = []
  const hints: Hints = { hint: (...hint) => held.push(hint), [Symbol.asyncDispose]: async () => {} }
  const result = await transact(deps, (trx) => work({ ...deps, db: trx, hints }, trx))
  for (const hint of held) deps.hints.hint(...hint)
  return result
}

function isTransaction(db: Kysely<Database>): db is Transaction<Database> {
  return db.isTransaction
}
