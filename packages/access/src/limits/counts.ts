import type { Database } from '@assay/db'
import { CompiledQuery, type Kysely } from 'kysely'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible'

/** What is counted: points under each name, within a duration in seconds. */
interface Counted {
  /** Keeps these counts apart from others in the same place. */
  readonly keyPrefix: string
  readonly points: number
  readonly duration: number
}

export type CountsIn = (counted: Counted) => RateLimiterAbstract

export const inMemory: CountsIn = (counted) => new RateLimiterMemory(counted)

interface Query {
  readonly text: string
  readonly values: readonly unknown[]
}

export function inDatabase(db: Kysely<Database>): CountsIn {
  const storeClient = {
    async query({ text, values }: Query) {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...values]))
      return { rows, rowCount: rows.length }
    },
  }
  const place = { storeClient, storeType: 'client', tableName: 'limit_counts', tableCreated: true }
  return (counted) => new RateLimiterPostgres({ ...counted, ...place })
}
