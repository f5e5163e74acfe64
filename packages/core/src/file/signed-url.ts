import { type AccessDeps, type Actor, authorize, delegate, delegation, findDelegate, localUrl } from '@assay/access'
import { type BlobRow, type FileRow, findFileById } from '@assay/db'
import { DomainError, type fileUrlInput, type SignedRequest } from '@assay/schemas'
import { z } from 'zod'
import { attachment } from './content-disposition.ts'
import type { FileDeps } from './deps.ts'
import type { Download } from './download.ts'
import { lastNameOf, toFileDownload } from './file-download.ts'
import { findPlace } from './place.ts'
import { readFileRow } from './tree.ts'
import { isWhole } from './whole-object.ts'

type Deps = FileDeps & Pick<AccessDeps, 'secret_box'>

const signed = z.object({ file_id: z.uuid(), blob_id: z.uuid(), until: z.number(), by: delegation })

/** Where the store has an address of its own, who has the URL is sent there, for this long at most. */
const sentOnSeconds = 300

/**
 * A URL by which anybody can download the bytes that a file has now, under the name that it has now. It ends with its
 * time, with the file, when that gets other bytes, and when who made it may no longer read it: by then the key that
 * made it is revoked, the password another, the account disabled, or the share gone. Throws FILE_NOT_FOUND, NOT_A_FILE.
 */
export async function createFileUrl(
  deps: Deps,
  actor: Actor,
  { expires_seconds, ...ref }: z.output<typeof fileUrlInput>,
): Promise<SignedRequest> {
  const { file, blob } = await readFileRow(deps, actor, ref)
  const until = Math.min(Date.now() + expires_seconds * 1000, actor.until ?? Number.POSITIVE_INFINITY)
  const claims = { file_id: file.id, blob_id: blob.id, until, by: await delegate(deps, actor) }
  const name = lastNameOf(file.path)
  const token = deps.secret_box.seal(JSON.stringify(claims), sealName(name)).toString('base64url')
  const path = `/api/v1/files/signed/${token}/${encodeURIComponent(name)}`
  const url = new URL(path, deps.settings.public_url ?? localUrl).href
  return { method: 'GET', url, headers: {}, expires_at: new Date(until).toISOString() }
}

interface PresentedUrl {
  readonly token: string
  readonly name: string
}

export interface SignedDownload extends Download {
  /** The address of the same bytes at the store itself; undefined: it has none, or other bytes. */
  elsewhere(): Promise<string | undefined>
}

/** What a signed URL is for. Throws SIGNED_URL_INVALID, whatever is wrong with it. */
export async function openFileUrl(deps: Deps, { token, name }: PresentedUrl): Promise<SignedDownload> {
  const { file, blob, until } = await orInvalid(findSigned(deps, { token, name }))
  return {
    ...toFileDownload(deps, file, { blob, filename: name }),
    elsewhere: async () => {
      if (!(await isWhole(deps, blob))) return undefined
      const content_type = file.content_type ?? 'application/octet-stream'
      const left_seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000))
      const expires_seconds = Math.min(sentOnSeconds, left_seconds)
      const read = { expires_seconds, content_disposition: attachment(name), content_type }
      return (await deps.storage.signRead(blob.object_key, read))?.url
    },
  }
}

interface Signed {
  readonly file: FileRow
  readonly blob: BlobRow
  readonly until: number
}

async function findSigned(deps: Deps, { token, name }: PresentedUrl): Promise<Signed> {
  const { file_id, blob_id, until, by } = readToken(deps, { token, name })
  if (until <= Date.now()) throw invalid()
  const actor = await findDelegate(deps, by)
  authorize(actor, 'files.download')
  const found = await findFileById(deps.db, file_id)
  if (found?.blob.id !== blob_id) throw invalid()
  const { owner_id: owner, path } = found.file
  await findPlace(deps, actor, { path, owner, access: 'read' })
  return { ...found, until }
}

function readToken({ secret_box }: Deps, { token, name }: PresentedUrl): z.infer<typeof signed> {
  const sealed = Buffer.from(token, 'base64url')
  // several texts stand for the same bytes
  if (sealed.toString('base64url') !== token) throw invalid()
  try {
    return signed.parse(JSON.parse(secret_box.open(sealed, sealName(name))))
  } catch (error) {
    throw invalid(error)
  }
}

/** To strangers, all that is wrong looks alike. */
async function orInvalid<Found>(finding: Promise<Found>): Promise<Found> {
  return finding.catch((error: unknown) => {
    throw DomainError.is(error) ? invalid(error) : error
  })
}

function invalid(cause?: unknown): DomainError<'SIGNED_URL_INVALID'> {
  return new DomainError('SIGNED_URL_INVALID', {}, { cause })
}

function sealName(name: string): string {
  return `signed URL of a file/${name}`
}
