import { randomUUID } from 'node:crypto'
import { type Actor, type AuditedCall, audited } from '@assay/access'
import { lockCatalogue } from '@assay/db'
import { transactAround } from '@assay/engine'
import type { CatalogueChange } from '@assay/schemas'
import { z } from 'zod'
import { builtinUser } from '../../builtin-user.ts'
import type { FileDeps } from '../../file/deps.ts'
import { applyCatalogue } from '../catalogue/apply.ts'
import { type Catalogue, planCatalogue } from '../catalogue/plan.ts'

const schema = z.object({ path: z.string() })

/** Applies a catalogue of this machine for the platform itself; where nothing changes, nothing is written down. */
export async function applyLocal(
  deps: FileDeps,
  path: string,
  catalogue: Catalogue,
): Promise<CatalogueChange['items']> {
  const call = await callOfServer(deps, 'applications.put', path)
  return transactAround(deps, async (held, trx) => {
    await lockCatalogue(trx)
    const items = (await planCatalogue(held, catalogue, { held: true })).map(({ item }) => item)
    if (items.every(({ outcome }) => outcome === 'unchanged')) return items
    return (await audited(held, call, (inner) => applyCatalogue(inner, call.actor, catalogue))).items
  })
}

/** What the platform does by itself because of a file. */
export async function callOfServer(
  deps: FileDeps,
  procedure: string,
  path: string,
): Promise<AuditedCall & { readonly actor: Actor }> {
  const actor = await builtinUser(deps)
  return { actor, procedure, input: { path }, schema, request_id: randomUUID(), address: 'this server' }
}
