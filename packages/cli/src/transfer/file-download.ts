import { type FileHandle, open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Download } from '@assay/sdk'
import { CommandError } from '../command-error.ts'
import type { Session } from '../session/session.ts'
import { formatBytes } from '../terminal/number-format.ts'

/** Where to save a file. */
export interface DownloadOptions {
  readonly output?: string
  readonly force?: boolean
  /** Only its owner can read the file. */
  readonly isPrivate?: boolean
}

/** Saves what comes from the server; `-` writes it to stdout. A file that is there is kept unless told otherwise. */
export async function saveDownload(session: Session, download: Download, options: DownloadOptions): Promise<void> {
  const source = Readable.fromWeb(download.stream)
  if (options.output === '-') return pipeline(source, process.stdout, { end: false })
  const path = resolve(options.output ?? download.filename)
  try {
    await pipeline(source, (await openFile(path, options)).createWriteStream())
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    throw isThere ? new CommandError(`${path} is there already. Name another file with -o, or give --force.`) : error
  }
  const { size } = await stat(path)
  session.show({ path, size_bytes: size }, () => `Saved ${formatBytes(size)} in ${path}.`)
}

async function openFile(path: string, { force, isPrivate }: DownloadOptions): Promise<FileHandle> {
  const file = await open(path, force ? 'w' : 'wx', isPrivate ? 0o600 : 0o666)
  // a file that was there keeps its mode
  if (isPrivate) await file.chmod(0o600)
  return file
}
