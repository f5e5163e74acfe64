import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt } from './column-types.ts'

export interface SecretTable {
  owner_id: string
  name: string
  ciphertext: Buffer
  created_at: CreatedAt
  updated_at: ColumnType<string, string | undefined, string>
}

export type SecretRow = Selectable<SecretTable>
