import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError, faultOfPath } from '@assay/schemas'
import { extract } from 'tar-stream'
import { z } from 'zod'
import { TarBody } from './tar-body.ts'

/** The largest file among many: a larger one goes by itself, in parts that can be gone on with. */
const mostFileBytes = 1_048_576
const mostBytes = 32 * 1_048_576
/** Of files, and of folders. */
const mostOfAKind = 1_000
const blockBytes = 512

/** What a tar holds: a file with its bytes, a folder, or something that is refused. */
export type TarEntry =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Buffer; readonly sha256: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'refused'; readonly path: string; readonly code: string; readonly message: string }

const header = z.object({
  name: z.string(),
  type: z.string().nullable(),
  size: z.int().min(0),
  byteOffset: z.int(),
})

type Header = z.infer<typeof header>

interface Reading {
  /** The folder that all of it goes below. */
  readonly folder: string
  readonly max_upload_bytes: number
}

/**
 * The entries of a tar, one after the other, each file in memory. Throws INPUT_INVALID where it is no whole tar or has
 * too many entries, BODY_TOO_LARGE.
 */
export async function* readTarEntries(source: Readable, reading: Reading): AsyncGenerator<TarEntry> {
  const body = new TarBody(mostBytes)
  const tar = extract()
  const flowing = pipeline(source, (bytes) => body.watch(bytes), tar)
  // told by what reads from it
  flowing.catch(() => {})
  const counts = { file: 0, folder: 0 }
  let end = 0
  try {
    for await (const entry of tar) {
      const known = header.parse(entry.header)
      end = known.byteOffset + Math.ceil(known.size / blockBytes) * blockBytes
      const kind = known.type === 'directory' ? 'folder' : 'file'
      counts[kind] += 1
      if (counts[kind] > mostOfAKind) throw invalid(`more than ${mostOfAKind} ${kind}s: send them in several requests`)
      yield await readEntry(entry, known, reading)
    }
    await flowing
  } catch (error) {
    if (body.failure) throw body.failure.error
    throw DomainError.is(error) ? error : invalid(`the body is no whole tar (${messageOf(error)})`)
  } finally {
    tar.destroy()
  }
  if (!body.isWhole(end)) throw invalid('the tar breaks off before its end')
}

async function readEntry(entry: AsyncIterable<unknown>, known: Header, reading: Reading): Promise<TarEntry> {
  const refusal = refusalOf(known, reading)
  const pieces: Uint8Array[] = []
  for await (const bytes of entry) if (!refusal && bytes instanceof Uint8Array) pieces.push(bytes)
  if (refusal) return refusal
  const path = pathOf(known, reading)
  if (known.type === 'directory') return { kind: 'folder', path }
  const bytes = Buffer.concat(pieces)
  return { kind: 'file', path, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

const kinds: Record<string, string> = { link: 'a hard link', symlink: 'a symbolic link' }

function refusalOf(known: Header, reading: Reading): TarEntry | undefined {
  const { name, type, size } = known
  const refused = (code: string, message: string): TarEntry => ({
    kind: 'refused',
    path: name.startsWith('/') ? name : pathOf(known, reading),
    code,
    message,
  })
  const isFolder = type === 'directory'
  if (name.startsWith('/'))
    return refused('INPUT_INVALID', 'Its name in the tar is an absolute path: send relative ones.')
  if (!isFolder && type !== 'file' && type !== 'contiguous-file') {
    const what = kinds[type ?? ''] ?? 'neither a file nor a folder'
    return refused(
      'INPUT_INVALID',
      `It is ${what}. Send files as they are (tar has --dereference, --hard-dereference).`,
    )
  }
  const fault = name.includes('\ufffd') ? 'must be UTF-8' : faultOfPath(pathOf(known, reading))
  if (fault !== undefined) return refused('INPUT_INVALID', `Its path ${fault}.`)
  const most = Math.min(mostFileBytes, reading.max_upload_bytes)
  if (isFolder || size <= most) return undefined
  return refused(
    'UPLOAD_TOO_LARGE',
    `It has ${size} bytes. A file of more than ${most} goes by itself: PUT /files/content, or an upload.`,
  )
}

/** As tar writes them, names may begin with `./`, and those of folders end with a slash. */
function pathOf({ name, type }: Header, { folder }: Reading): string {
  const plain = name.replace(/^(?:\.\/+)+/, '')
  const inner = type === 'directory' ? plain.replace(/^\.$|\/$/, '') : plain
  return inner === '' ? folder : `${folder}/${inner}`
}

function invalid(message: string): DomainError<'INPUT_INVALID'> {
  return new DomainError('INPUT_INVALID', { issues: [{ path: '', message }] })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
