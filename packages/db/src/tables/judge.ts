import type { JudgeCriterion, JudgeSpec, UsedEntry } from '@assay/schemas'
import type { Generated, Selectable } from 'kysely'
import type { CreatedAt, Json, Time } from './column-types.ts'

/** A version of a judge. */
export interface JudgeTable {
  id: string
  owner_id: string
  name: string
  version: number
  definition: Json<Omit<JudgeSpec, 'name' | 'version'> & { entry?: UsedEntry }>
  created_at: CreatedAt
}

export type JudgeRow = Selectable<JudgeTable>

export interface LabelSampleTable {
  id: string
  owner_id: string
  /** Its name. */
  judge: string
  /** Whether people are shown two answers. */
  pairs: Generated<boolean>
  criteria: Json<JudgeCriterion[]>
  run_ids: string[]
  /** Numbers of the examples that were drawn. */
  examples: number[]
  /** Of how many they were drawn. */
  population: number
  seed: number
  created_at: CreatedAt
}

export type LabelSampleRow = Selectable<LabelSampleTable>

export interface LabelTable {
  id: string
  sample_id: string
  run_id: string
  example: number
  criterion: string
  /** Null: the account is gone. */
  author_id: string | null
  score: number
  comment: string
  created_at: CreatedAt
  updated_at: Time
}

export type LabelRow = Selectable<LabelTable>
