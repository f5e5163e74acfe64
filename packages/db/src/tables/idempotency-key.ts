import type { CreatedAt, NullableJson } from './column-types.ts'

/** The answer to a mutation, kept for requests with the same key. */
export interface IdempotencyKeyTable {
  owner_id: string
  key: string
  request_hash: string
  response: NullableJson<unknown>
  created_at: CreatedAt
}
