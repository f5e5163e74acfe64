import { withRequirements } from '@assay/core'
import { type Application, DomainError } from '@assay/schemas'
import { Refusal } from '../error.ts'
import type { Asked } from '../routes.ts'
import { application } from './base.ts'

/** The newest version of the application whose entrypoints are the modules; undefined: there is none. */
export async function findCatalogue({ platform, request }: Asked): Promise<Application | undefined> {
  const { items } = await platform.call(request, 'applications.list', { application, limit: 1 })
  const [newest] = items
  return newest && platform.call(request, 'applications.get', { application, version: newest.version })
}

/** Modules with all that they require. */
export function modulesOf({ entrypoints }: Application, wanted: readonly string[]) {
  const entries = entrypoints.map((entrypoint) => ({ ...entrypoint, requires: entrypoint.definition.requires ?? [] }))
  try {
    return withRequirements(entries, wanted)
  } catch (error) {
    if (!DomainError.is(error)) throw error
    const known = new Set(['ALL', ...entries.map(({ entrypoint }) => entrypoint)])
    const unknown = wanted.filter((name) => !known.has(name))
    throw new Refusal(
      422,
      unknown.map((name) => ({
        type: 'value_error',
        loc: ['body', 'modules', wanted.indexOf(name)],
        msg: `task not found: ${name}`,
        input: name,
      })),
    )
  }
}
