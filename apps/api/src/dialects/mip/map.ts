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
  const found = [...own, ...(await sharedMaps(asked))]
  return new Map(found.toReversed().map((map) => [map.name, map]))
}

export async function getMap(asked: Asked, name: string): Promise<FoundMap> {
  const found = (await findMaps(asked)).get(name)
  if (found) return found
  const msg = `map not found: ${name}`
  throw new Refusal(422, [{ type: 'value_error', loc: ['body', 'map'], msg, input: name }])
}

/** Those of folders of maps, of folders above them, and those that are shared by themselves. */
async function sharedMaps(asked: Asked): Promise<FoundMap[]> {
  const found: FoundMap[] = []
  const { items } = await asked.platform.call(asked.request, 'shares.list', { given: 'to_me', limit: 200 })
  for (const { file_id, owner_id: owner, name: path } of items) {
    if (file_id === null) continue
    if (`${folder}/`.startsWith(`${path}/`)) found.push(...(await mapsIn(asked, owner)))
    if (path.startsWith(`${folder}/`) && isAtTop(path)) found.push(await mapAt(asked, { path, owner }))
  }
  return found
}

function isAtTop(path: string): boolean {
  return !path.slice(folder.length + 1).includes('/')
}

async function mapAt({ platform, request }: Asked, { path, owner }: { path: string; owner: string }) {
  return toMap(await platform.call(request, 'files.get', { path, owner }), owner)
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
  return entries.map((entry) => toMap(entry, owner))
}

function toMap({ name, path, kind }: File, owner: string | undefined): FoundMap {
  const stem = kind === 'file' ? name.replace(/(?<=.)\.[^.]*$/, '') : name
  return { name: stem, from: path, ...(owner && { owner }) }
}
