import type { Database, Hints } from '@assay/db'
import type { Kysely, Transaction } from 'kysely'
import type { OnRunsEnded } from './ended.ts'

/** Runs work in a transaction, or in the one that the caller has opened already. */
export async function transact<Result>(
  deps: { readonly db: Kysely<Database> },
  work: (trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  return isTransaction(deps.db) ? work(deps.db) : deps.db.transaction().execute(work)
}

export interface HeldHints extends Hints {
  readonly wait_for_commit: true
}

/** A transaction whose moves are hinted at once it has committed. */
export interface Transacting {
  readonly db: Transaction<Database>
  readonly hints: HeldHints
  /** What follows from the end of runs and jobs, in this transaction. */
  readonly onRunsEnded?: OnRunsEnded
}

/** What is done with the deps that `work` is given commits together; its hints go out after the commit. */
export async function transactAround<Deps extends { readonly db: Kysely<Database>; readonly hints: Hints }, Result>(
  deps: Deps,
  work: (held: Deps & Transacting, trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  const held: Parameters<Hints['hint']>[] = []
  const hints: HeldHints = {
    wait_for_commit: true,
    hint: (...hint) => held.push(hint),
    [Symbol.asyncDispose]: async () => {},
  }
  const result = await transact(deps, (trx) => work({ ...deps, db: trx, hints }, trx))
  for (const hint of held) deps.hints.hint(...hint)
  return result
}

function isTransaction(db: Kysely<Database>): db is Transaction<Database> {
  return db.isTransaction
}
