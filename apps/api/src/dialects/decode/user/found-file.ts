import type { File } from '@assay/schemas'
import { saying } from '../../error.ts'
import type { Asked } from '../../routes.ts'
import { notFound } from '../error.ts'
import { isPossible } from './file-path.ts'

/** Throws a refusal for what is not there. */
export async function findFile({ platform, request }: Asked, path: string): Promise<File> {
  if (!isPossible(path)) throw notFound()
  return saying(platform.call(request, 'files.get', { path }), { FILE_NOT_FOUND: () => notFound() })
}
