import { attachment, downloadFile, zipFiles } from '@assay/core'
import { sendDownload } from '../../../plain/download.ts'
import type { Asked } from '../../routes.ts'
import { findFile } from './found-file.ts'

/** The bytes of a file, or a zip of what is in a folder. */
export async function sendFile(asked: Asked, path: string) {
  const { platform, request, reply } = asked
  const { kind } = await findFile(asked, path)
  if (kind === 'file') {
    const { deps, actor } = await platform.enter(request, 'files.download')
    return sendDownload(await downloadFile(deps, actor, { path }), { request, reply })
  }
  const { deps, actor } = await platform.enter(request, 'files.zip')
  const { stream } = await zipFiles(deps, actor, { paths: [path], is_bare: true })
  reply.headers({ 'content-type': 'application/zip', 'content-disposition': attachment(`${path}.zip`) })
  return reply.send(stream)
}
