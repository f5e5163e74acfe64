import type { Generated } from 'kysely'
import type { Defaulted } from './column-types.ts'

/** The number of a job: no other job gets it again. */
export interface JobNumberTable {
  number: Generated<number>
  job_id: string
  owner_id: string
  /** Of an owner's numbered jobs it is the only one of this name; null: nobody calls it by a name. */
  name: Defaulted<string | null>
  /** What its worker has said about it. */
  said: Defaulted<string>
  /** The session in which it was pulled last. */
  session_id: Defaulted<string | null>
}
