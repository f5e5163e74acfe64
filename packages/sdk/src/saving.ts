import { AssayError } from './error/assay-error.ts'
import { fileSystem } from './file-system.ts'
import { iterate } from './stream.ts'

/** How to save a file. */
export interface SaveOptions {
  /** Whether a file that is there already is replaced. Default: false. */
  readonly overwrite?: boolean | undefined
}

/** What to save. */
interface Saving {
  readonly stream: ReadableStream<Uint8Array>
  /** Name in a folder: one segment, no path. */
  readonly filename: string
}

/** Writes a stream to a path, or into the folder that it names; answers with the path. Nothing is kept of a part. */
export async function saveStream(
  { stream, filename }: Saving,
  path: string,
  { overwrite = false }: SaveOptions,
): Promise<string> {
  try {
    const destination = (await isFolder(path)) ? `${path.replace(/[/\\]+$/, '')}/${filename}` : path
    const draft = overwrite ? `${destination}.${crypto.randomUUID()}.part` : destination
    await attempt(destination, (fs) => fs.mkdir(parentOf(destination), { recursive: true }))
    const file = await attempt(destination, (fs) => fs.open(draft, 'wx'))
    try {
      for await (const bytes of iterate(stream)) await attempt(destination, () => file.writeFile(bytes))
      await file.close()
      if (overwrite) await attempt(destination, (fs) => fs.rename(draft, destination))
    } catch (error) {
      await file.close().catch(() => undefined)
      await attempt(destination, (fs) => fs.rm(draft, { force: true }))
      throw error
    }
    return destination
  } finally {
    if (!stream.locked) await stream.cancel().catch(() => undefined)
  }
}

async function isFolder(path: string): Promise<boolean> {
  if (/[/\\]$/.test(path)) return true
  const found = await fileSystem()
    ?.promises.stat(path)
    .catch(() => undefined)
  return found?.isDirectory() === true
}

function parentOf(path: string): string {
  return path.replace(/[^/\\]*$/, '') || '.'
}

type Files = typeof import('node:fs/promises')

async function attempt<Result>(path: string, work: (fs: Files) => Promise<Result>): Promise<Result> {
  const fs = fileSystem()?.promises
  if (!fs) throw unwritable('There is no file system here. Use stream, bytes() or text().')
  try {
    return await work(fs)
  } catch (cause) {
    throw unwritable(reasonOf(cause, path))
  }
}

function reasonOf(cause: unknown, path: string): string {
  if (!(cause instanceof Error)) return `${path} cannot be written.`
  if ('code' in cause && cause.code === 'EEXIST') return `${path} is there already. Name another, or give "overwrite".`
  return `${path} cannot be written: ${cause.message}.`
}

function unwritable(message: string): AssayError<'DESTINATION_UNWRITABLE'> {
  return new AssayError({ code: 'DESTINATION_UNWRITABLE', message, data: {} })
}
