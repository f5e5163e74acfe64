import { type Database, listCatalogueNames } from '@assay/db'
import { nearestNames } from '@assay/metrics'
import { type applicationRef, DomainError } from '@assay/schemas'
import type { Kysely } from 'kysely'
import type { z } from 'zod'

type Ref = z.output<typeof applicationRef>

/** Says what the catalogue has that resembles it, of what it has: the application, the version, or none of it. */
export async function unknownApplication(db: Kysely<Database>, ref: Ref): Promise<DomainError> {
  const { application, version, entrypoint } = ref
  const [applications, versions, entrypoints] = await Promise.all([
    listCatalogueNames(db, {}),
    listCatalogueNames(db, { application }),
    listCatalogueNames(db, { application, version }),
  ])
  if (versions.length === 0) return unknown(ref, nearestNames(application, applications))
  if (entrypoints.length === 0)
    return unknown(
      ref,
      versions.slice(-3).map((known) => `${application}/${known}`),
    )
  const alike = nearestNames(entrypoint ?? '', entrypoints)
  return unknown(
    ref,
    alike.map((known) => `${application}/${version}/${known}`),
  )
}

function unknown(ref: Ref, nearest: string[]): DomainError {
  return new DomainError('APPLICATION_NOT_FOUND', { application: written(ref), nearest })
}

/** As it is written in commands. */
export function written({ application, version, entrypoint }: Ref): string {
  return [application, version, ...(entrypoint === undefined ? [] : [entrypoint])].join('/')
}
