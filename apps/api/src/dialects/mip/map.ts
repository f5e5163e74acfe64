import type { File } from '@assay/schemas'
import { Refusal, saying } from '../error.ts'
import type { Asked } from '../routes.ts'

const folder = 'data/maps'

export interface FoundMap {
  readonly name: string
  /** Where it is in the tree of its owner. */
  readonly from: string
  /** Absent: it is the caller's. */
  readonly owner?: string
}

/** The caller's maps, and those that others share; of two that are called the same, the caller's. */
export async function findMaps(asked: Asked): Promise<Map<string, FoundMap>> {
  const own = await mapsIn(asked, undefined)
  const shared = (await sharers(asked)).map((owner) => mapsIn(asked, owner))
  const found = [...own, ...(await Promise.all(shared)).flat()]
  return new Map(found.toReversed().map((map) => [map.name, map]))
}

export async function getMap(asked: Asked, name: string): Promise<FoundMap> {
  const found = (await findMaps(asked)).get(name)
  if (found) return found
  const msg = `map not found: ${name}`
  throw new Refusal(422, [{ type: 'value_error', loc: ['body', 'map'], msg, input: name }])
}

/** Those whose folder of maps, or one above it, is shared with the caller. */
async function sharers({ platform, request }: Asked): Promise<string[]> {
  const { items } = await platform.call(request, 'shares.list', { given: 'to_me', limit: 200 })
  return [...new Set(items.flatMap(({ file_id, owner_id }) => (file_id === null ? [] : [owner_id])))]
}

async function mapsIn({ platform, request }: Asked, owner: string | undefined): Promise<FoundMap[]> {
  const entries: File[] = []
  for (let cursor: string | undefined; ; ) {
    const input = { path: folder, limit: 1_000, ...(cursor && { cursor }), ...(owner && { owner }) }
    const none = { items: [], next_cursor: null }
    const page = await saying(platform.call(request, 'files.list', input), {
      FILE_NOT_FOUND: () => new Refusal(404, 'no maps'),
    }).catch((error: unknown) => {
      if (error instanceof Refusal) return none
      throw error
    })
    entries.push(...page.items)
    if (page.next_cursor === null) break
    cursor = page.next_cursor
  }
  return entries.map(({ name, path, kind }) => ({
    name: kind === 'file' ? name.replace(/(?<=.)\.[^.]*$/, '') : name,
    from: path,
    ...(owner && { owner }),
  }))
}
