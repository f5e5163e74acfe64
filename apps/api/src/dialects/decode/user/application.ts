import { type DecodeEntry, decodeEntryOf } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../../platform.ts'
import { type Asked, routesOf } from '../../routes.ts'

/** As in DECODE's file: applications, their versions and the entrypoints of these. */
type DecodeApplications = Readonly<Record<string, Record<string, Record<string, DecodeEntry>>>>

/** The applications that are DECODE's, as its file has them. */
async function listDecodeApplications({ platform, request }: Asked): Promise<DecodeApplications> {
  await platform.contextOf(request).authorize('runs.list')
  const found: Record<string, Record<string, Record<string, DecodeEntry>>> = {}
  let cursor: string | undefined
  do {
    const page = await platform.call(request, 'applications.list', { limit: 100, cursor })
    const versions = page.items.map(({ application, version }) =>
      platform.call(request, 'applications.get', { application, version }),
    )
    for (const { application, version, entrypoints } of await Promise.all(versions)) {
      const entries = entrypoints.flatMap(({ entrypoint, definition }) => {
        const entry = decodeEntryOf(definition)
        return entry ? [[entrypoint, entry] as const] : []
      })
      if (entries.length > 0) found[application] = { ...found[application], [version]: Object.fromEntries(entries) }
    }
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return found
}

export function addApplicationRoutes(scope: FastifyInstance, platform: Platform): void {
  routesOf(scope, platform)('GET', '/jobs/applications', listDecodeApplications)
}
