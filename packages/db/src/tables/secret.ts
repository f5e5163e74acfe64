import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted, Time } from './column-types.ts'

export interface SecretTable {
  owner_id: string
  name: string
  description: Defaulted<string>
  ciphertext: Buffer
  created_at: CreatedAt
  updated_at: Time
}

export type SecretRow = Selectable<SecretTable>
