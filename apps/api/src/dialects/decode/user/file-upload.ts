import { putFileContent } from '@assay/core'
import { fileContentInput } from '@assay/schemas'
import { whileAllowed } from '../../../plain/while-allowed.ts'
import type { Asked } from '../../routes.ts'
import { toFileInfo } from './file-info.ts'
import { readFilePart } from './file-part.ts'
import { requirePossible } from './file-path.ts'

const procedure = 'files.upload'

/** Makes a file of that of a form, below a folder. */
export async function uploadFile({ platform, request, reply }: Asked, folder: string) {
  const { deps, actor, audited } = await platform.enter(request, procedure)
  using revocation = platform.contextOf(request).untilRevoked(procedure)
  const made = await readFilePart(request, async ({ filename, body }) => {
    const path = requirePossible(`${folder}/${filename}`)
    const input = { path, if_exists: 'replace' } as const
    const call = audited(fileContentInput, input)
    return whileAllowed(body, revocation, (bytes) =>
      putFileContent(deps, actor, {
        ...input,
        body: bytes,
        sha256: [],
        if_match: undefined,
        if_none_match: undefined,
        call,
      }),
    )
  }).catch((error: unknown) => {
    // unread bytes of a refused request would come before the next request
    reply.header('connection', 'close')
    throw error
  })
  reply.code(201)
  return toFileInfo(made.file)
}
