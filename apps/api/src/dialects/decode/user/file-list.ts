import type { File } from '@assay/schemas'
import { parse, saying } from '../../error.ts'
import { body, defaulting, truth } from '../../lax.ts'
import type { Asked } from '../../routes.ts'
import { notFound } from '../error.ts'
import { toFileInfo } from './file-info.ts'
import { isPossible, predefined } from './file-path.ts'

const query = body({ show_dirs: defaulting(truth, true), recursive: defaulting(truth, false) })

/** What is in a folder, in order of the paths as they are shown; of the top, the folders that DECODE has. */
export async function listFolder(asked: Asked, path: string) {
  const { show_dirs, recursive } = parse(query, asked.request.query, 'query')
  await asked.platform.contextOf(asked.request).authorize('files.list')
  if (path !== '' && !isPossible(path)) throw notFound()
  const kind = show_dirs ? undefined : 'file'
  const tops = path === '' ? predefined : [path]
  const shown =
    path === '' && show_dirs ? predefined.map((folder) => ({ path: `${folder}/`, type: 'directory', size: '' })) : []
  const found =
    path === '' && !recursive
      ? []
      : await Promise.all(tops.map((top) => readFolder(asked, { path: top, recursive, kind })))
  const all = [...shown, ...found.flat().map(toFileInfo)]
  return all.toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

interface Wanted {
  readonly path: string
  readonly recursive: boolean
  readonly kind: File['kind'] | undefined
}

async function readFolder({ platform, request }: Asked, wanted: Wanted): Promise<File[]> {
  const items: File[] = []
  let cursor: string | undefined
  do {
    const page = await saying(platform.call(request, 'files.list', { ...wanted, limit: 1000, cursor }), {
      FILE_NOT_FOUND: () => notFound(),
      NOT_A_FOLDER: () => notFound(),
    })
    items.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return items
}
