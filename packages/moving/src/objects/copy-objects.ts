import { type Database, findKnownObjectKeys, type KnownObject, listKnownObjects } from '@assay/db'
import { ObjectDamaged, type Storage } from '@assay/storage'
import type { Kysely } from 'kysely'
import pLimit from 'p-limit'
import { atOnce } from './small-objects.ts'
import { readWhole } from './whole-bytes.ts'

export interface CopyRound {
  readonly db: Kysely<Database>
  readonly source: Storage
  readonly target: Storage
  /** Whether what is in the target already is read there; else its size is enough. */
  readonly verify: boolean
  readonly signal?: AbortSignal | undefined
  readonly onDone?: (known: KnownObject) => void
}

export interface RoundOutcome {
  readonly copied: number
  readonly copied_bytes: number
  readonly there: number
  readonly damaged: readonly string[]
}

type Fate = 'copied' | 'there' | 'gone' | 'damaged'

const pageSize = 500

/** Brings all objects that the database knows into the target, unless they are there. */
export async function copyObjects(round: CopyRound): Promise<RoundOutcome> {
  const limit = pLimit(atOnce)
  const outcome = { copied: 0, copied_bytes: 0, there: 0 }
  const damaged: string[] = []
  for (let after = ''; ; ) {
    const page = await listKnownObjects(round.db, { after, limit: pageSize })
    const last = page.at(-1)
    if (!last) return { ...outcome, damaged }
    after = last.object_key
    await limit.map(page, async (known) => {
      const fate = await bring(round, known)
      if (fate === 'damaged') damaged.push(known.object_key)
      if (fate === 'there') outcome.there += 1
      if (fate === 'copied') {
        outcome.copied += 1
        outcome.copied_bytes += known.size_bytes
      }
      round.onDone?.(known)
    })
  }
}

async function bring(round: CopyRound, known: KnownObject): Promise<Fate> {
  round.signal?.throwIfAborted()
  if (await isThere(round, known)) return 'there'
  try {
    await round.target.put(known.object_key, readWhole(round.source, known), { signal: round.signal })
    return 'copied'
  } catch (error) {
    if (!(error instanceof ObjectDamaged)) throw error
    // deleted since the page was read
    const isKnown = (await findKnownObjectKeys(round.db, [known.object_key])).size > 0
    return isKnown ? 'damaged' : 'gone'
  }
}

async function isThere({ target, verify }: CopyRound, known: KnownObject): Promise<boolean> {
  const found = await target.stat(known.object_key)
  if (found?.size_bytes !== known.size_bytes) return false
  if (!verify || known.sha256 === null) return true
  try {
    await target.verify(known.object_key, async () => known)
    return true
  } catch (error) {
    if (error instanceof ObjectDamaged) return false
    throw error
  }
}
