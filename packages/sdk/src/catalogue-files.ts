import type { AppliedFile } from '@assay/schemas'
import { type ByteSource, openSource, type UploadSource } from './byte-source.ts'
import type { Connection } from './connection.ts'
import { hashSource } from './hash.ts'
import { send } from './upload.ts'

/** Files that entries name: path → where its bytes are. */
export type CatalogueFiles = Readonly<Record<string, UploadSource>>

/** What is no larger goes with the entries themselves. */
const smallBytes = 64 * 1024
/** How much of such files goes with the entries; a request is at most 4 MiB. */
const mostWithEntries = 1024 * 1024

/** Files by their SHA-256; those that can be read only once, or whose hash this page cannot make, as uploads. */
export async function nameFiles(
  connection: Connection,
  files: CatalogueFiles,
  signal: AbortSignal | undefined,
): Promise<AppliedFile[]> {
  const named: AppliedFile[] = []
  for (const [path, source] of Object.entries(files)) {
    const sha256 = await hashSource(source, signal)
    const size_bytes = await sizeOf(source)
    if (sha256 !== null && size_bytes !== null) named.push({ path, sha256, size_bytes })
    else named.push(await asUpload(connection, { path, source, signal }))
  }
  return named
}

/** The same files, those that the server does not have with their bytes. */
export async function sendMissing(
  connection: Connection,
  { files, named, missing, signal }: Missing,
): Promise<AppliedFile[]> {
  const sent: AppliedFile[] = []
  let room = mostWithEntries
  for (const file of named) {
    const source = files[file.path]
    if (source === undefined || !('sha256' in file) || !missing.includes(file.path)) sent.push(file)
    else if (file.size_bytes <= Math.min(smallBytes, room)) {
      room -= file.size_bytes
      sent.push({ path: file.path, content_base64: await toBase64(source) })
    } else sent.push(await asUpload(connection, { path: file.path, source, signal }))
  }
  return sent
}

interface Missing {
  readonly files: CatalogueFiles
  readonly named: readonly AppliedFile[]
  readonly missing: readonly string[]
  readonly signal: AbortSignal | undefined
}

interface OneFile {
  readonly path: string
  readonly source: UploadSource
  readonly signal: AbortSignal | undefined
}

async function asUpload(connection: Connection, { path, source, signal }: OneFile): Promise<AppliedFile> {
  const filename = path.split('/').at(-1) ?? path
  const { id: upload_id } = await send(connection, source, { filename, ...(signal && { signal }) })
  return { path, upload_id }
}

async function sizeOf(source: UploadSource): Promise<number | null> {
  return withSource(source, async ({ size_bytes }) => size_bytes)
}

async function toBase64(source: UploadSource): Promise<string> {
  return withSource(source, async (bytes) => {
    let text = ''
    for (let part = await bytes.read(smallBytes); part.length > 0; part = await bytes.read(smallBytes)) {
      for (const byte of part) text += String.fromCharCode(byte)
    }
    return btoa(text)
  })
}

async function withSource<Result>(source: UploadSource, read: (bytes: ByteSource) => Promise<Result>): Promise<Result> {
  const bytes = await openSource(source)
  try {
    return await read(bytes)
  } finally {
    await bytes.close()
  }
}
