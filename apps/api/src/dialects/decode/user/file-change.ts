import { DomainError } from '@assay/schemas'
import { parse } from '../../error.ts'
import { body, text } from '../../lax.ts'
import type { Asked } from '../../routes.ts'
import { wrongVerb } from '../error.ts'
import { toFileInfo } from './file-info.ts'
import { isPossible, isPredefined, plainPath, predefined, requirePossible } from './file-path.ts'
import { findFile } from './found-file.ts'

const input = body({ path: text })

/** Moves a file, or a folder that is empty. */
export async function moveFile(asked: Asked, path: string) {
  const { platform, request } = asked
  const { kind } = await findFile(asked, path)
  const to = requirePossible(plainPath(parse(input, request.body, 'body').path))
  if (isPredefined(path)) throw wrongVerb('Cannot rename a predefined directory')
  if (kind === 'folder') {
    const { items } = await platform.call(request, 'files.list', { path, limit: 1 })
    if (items.length > 0) throw wrongVerb('Cannot rename a non-empty directory')
  }
  return toFileInfo(await platform.call(request, 'files.move', { path, to, if_exists: 'replace' }))
}

/** Deletes a file or a folder with all that is in it; predefined ones stay, empty. An absent one is no fault. */
export async function deleteFile({ platform, request, reply }: Asked, path: string) {
  const paths = path === '' ? predefined : [path].filter(isPossible)
  for (const one of paths) {
    await platform.call(request, 'files.delete', { path: one, recursive: true }).catch((error: unknown) => {
      if (!DomainError.is(error, 'FILE_NOT_FOUND')) throw error
    })
  }
  return reply.code(204).send()
}

export async function makeFolder({ platform, request, reply }: Asked, path: string) {
  await platform.call(request, 'files.create_folder', { path: requirePossible(path) })
  return reply.code(201).type('application/json').send('null')
}
