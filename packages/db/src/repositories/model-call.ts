import { type Kysely, sql } from 'kysely'
import { storableJson } from '../storable-json.ts'
import type { Database } from '../tables/index.ts'

interface Calls {
  readonly owner_id: string
  /** Older answers count as unknown; undefined: none is too old. */
  readonly since: string | undefined
}

export async function findModelCalls(
  db: Kysely<Database>,
  { owner_id, keys, since }: Calls & { readonly keys: readonly string[] },
): Promise<Map<string, Record<string, unknown>>> {
  if (keys.length === 0) return new Map()
  const rows = await db
    .selectFrom('model_calls')
    .select(['key', 'prediction'])
    .where('owner_id', '=', owner_id)
    .where('key', 'in', keys)
    .$if(since !== undefined, (query) => query.where('created_at', '>=', since ?? ''))
    .execute()
  return new Map(rows.map((row) => [row.key, row.prediction]))
}

/** The first answer for a key stays, unless it is too old. */
export async function putModelCall(
  db: Kysely<Database>,
  { owner_id, key, prediction, since }: Calls & { readonly key: string; readonly prediction: Record<string, unknown> },
): Promise<void> {
  const kept = storableJson(prediction)
  await db
    .insertInto('model_calls')
    .values({ owner_id, key, prediction: kept })
    .onConflict((conflict) => {
      const known = conflict.columns(['owner_id', 'key'])
      if (since === undefined) return known.doNothing()
      return known
        .doUpdateSet({ prediction: kept, created_at: sql<string>`now()` })
        .where('model_calls.created_at', '<', since)
    })
    .execute()
}
