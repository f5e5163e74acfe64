import type { Kysely } from 'kysely'
import { storableJson } from '../storable-json.ts'
import type { Database } from '../tables/index.ts'

export async function findModelCalls(
  db: Kysely<Database>,
  { owner_id, keys }: { owner_id: string; keys: readonly string[] },
): Promise<Map<string, Record<string, unknown>>> {
  if (keys.length === 0) return new Map()
  const rows = await db
    .selectFrom('model_calls')
    .select(['key', 'prediction'])
    .where('owner_id', '=', owner_id)
    .where('key', 'in', keys)
    .execute()
  return new Map(rows.map((row) => [row.key, row.prediction]))
}

/** The first answer for a key stays. */
export async function insertModelCall(
  db: Kysely<Database>,
  { owner_id, key, prediction }: { owner_id: string; key: string; prediction: Record<string, unknown> },
): Promise<void> {
  await db
    .insertInto('model_calls')
    .values({ owner_id, key, prediction: storableJson(prediction) })
    .onConflict((conflict) => conflict.columns(['owner_id', 'key']).doNothing())
    .execute()
}
