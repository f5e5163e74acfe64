import {
  deleteSeals,
  findSealHeaders,
  lockStaleSeals,
  type SealedPlace,
  type SealedValue,
  sealedPlaces,
  writeSeals,
} from '@assay/db'
import { idempotencySealName } from '../audit/idempotency.ts'
import type { AccessDeps } from '../deps.ts'
import { addressSealName } from './address.ts'
import { runSecretSealName } from './run-secret.ts'
import { secretSealName } from './secret.ts'
import { webhookSealName } from './webhook-secret.ts'

type Deps = Pick<AccessDeps, 'db' | 'secret_box' | 'log'>

const batch = 200
const sealNames: Readonly<Record<SealedPlace, (owner_id: string, name: string) => string>> = {
  secrets: secretSealName,
  idempotency_keys: idempotencySealName,
  dataset_fetches: addressSealName,
  webhook_secrets: webhookSealName,
  run_secrets: runSecretSealName,
}

/** The operator's key is not the one with which values were sealed. */
export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError'

  constructor(count: number | undefined) {
    super(
      `${count === undefined ? 'Secrets' : `${count} secrets and kept answers`} in the database were sealed ` +
        'with another key. Give that key as ASSAY_SECRET_KEY, or as the secret.key that was in the data ' +
        'directory; after a change of key, as ASSAY_SECRET_KEY_PREVIOUS. If it is lost, start once with ' +
        'ASSAY_SECRET_KEY_LOST=on, which forgets what was sealed with it: users store their secrets again.',
    )
  }
}

/** Makes sure that all sealed values can be opened. Throws SecretKeyError. */
export async function checkSecretKey({ db, secret_box }: Deps): Promise<void> {
  const headers = await findSealHeaders(db, secret_box.header.length)
  if (!headers.every((header) => secret_box.hasKeyOf(header))) throw new SecretKeyError(undefined)
}

/**
 * Seals everything with the present key that was sealed with an earlier one. Safe to run twice, also at once. Throws
 * SecretKeyError when there are values that no key opens, unless the key `is_lost`: then they are forgotten.
 */
export async function sealAnew(deps: Deps, { is_lost }: { readonly is_lost: boolean }): Promise<void> {
  let [sealed, unreadable] = [0, 0]
  for (const place of sealedPlaces) {
    for await (const done of batches(deps, { place, is_lost })) {
      sealed += done.sealed
      unreadable += done.unreadable
    }
  }
  if (unreadable > 0 && !is_lost) throw new SecretKeyError(unreadable)
  if (unreadable > 0) deps.log.warn({ values: unreadable }, 'forgot what was sealed with a lost key')
  if (sealed > 0) deps.log.info({ values: sealed }, 'sealed with the present key what was sealed with a previous one')
}

async function* batches(deps: Deps, { place, is_lost }: { readonly place: SealedPlace; readonly is_lost: boolean }) {
  const { header } = deps.secret_box
  let after: SealedValue | undefined
  do {
    const { stale, ...done } = await deps.db.transaction().execute(async (trx) => {
      const locked = await lockStaleSeals(trx, { place, header, after, limit: batch })
      const opened = locked.map((value) => ({ value, text: openOrNull(deps, place, value) }))
      const readable = opened.flatMap(({ value, text }) =>
        text === null ? [] : [sealValue(deps, place, { value, text })],
      )
      const unreadable = opened.flatMap(({ value, text }) => (text === null ? [value] : []))
      await writeSeals(trx, place, readable)
      if (is_lost) await deleteSeals(trx, place, unreadable)
      return { stale: locked, sealed: readable.length, unreadable: unreadable.length }
    })
    yield done
    after = stale.at(-1)
  } while (after)
}

function openOrNull({ secret_box }: Deps, place: SealedPlace, { owner_id, name, sealed }: SealedValue): string | null {
  try {
    return secret_box.open(sealed, sealNames[place](owner_id, name))
  } catch {
    return null
  }
}

function sealValue(
  { secret_box }: Deps,
  place: SealedPlace,
  { value, text }: { readonly value: SealedValue; readonly text: string },
): SealedValue {
  return { ...value, sealed: secret_box.seal(text, sealNames[place](value.owner_id, value.name)) }
}
