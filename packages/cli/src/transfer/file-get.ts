import { faultOfPath } from '@assay/schemas'
import { type Assay, AssayError, type File } from '@assay/sdk'
import { CommandError } from '../command-error.ts'
import type { Session } from '../session/session.ts'
import { startTransferBar, type TransferBar } from '../terminal/transfer-bar.ts'
import { hashOfFile } from './file-hash.ts'
import { planGet, type Wanted } from './get-plan.ts'
import { interruptible } from './interruption.ts'
import { dropDraft, findLocal, hashDraft, keepDraft, makeFoldersTo, openDraft, pathOfPlace } from './local-target.ts'
import { type Failure, sideBySide } from './side-by-side.ts'

/** What to save, and where. */
export interface GetOptions {
  readonly paths: readonly string[]
  /** Absent: here. */
  readonly to?: string | undefined
  readonly owner?: string | undefined
  /** Whether files that are here are replaced. */
  readonly force?: boolean | undefined
  /** How many files at once. */
  readonly atOnce: number
}

/** What became of the files that were to be saved. */
export interface GetReport {
  /** Paths here that were saved now. */
  readonly saved: string[]
  readonly saved_bytes: number
  /** Paths here that had the same bytes already. */
  readonly present: string[]
  readonly failed: readonly Failure[]
}

interface Getting {
  readonly assay: Assay
  readonly options: GetOptions
  readonly bar: TransferBar
  readonly signal: AbortSignal
  readonly report: { readonly saved: string[]; saved_bytes: number; readonly present: string[] }
}

/** Saves files and folders, several at once; what is here already, and what was saved of a file before, stays. */
export async function getFiles(session: Session, options: GetOptions): Promise<GetReport> {
  const assay = session.assay.withOptions({ maxRetries: 8 })
  const wanted = await planGet(assay, options)
  const files = wanted.filter(({ file }) => file.kind === 'file')
  const bytes = files.reduce((sum, { file }) => sum + (file.size_bytes ?? 0), 0)
  const bar = startTransferBar(session, { files: files.length, bytes })
  const report = { saved: [], saved_bytes: 0, present: [] }
  const interrupted = () =>
    `Interrupted: ${bar.finished} of ${files.length} files are here. The same command again goes on from here.`
  try {
    const failed = await interruptible(interrupted, (signal) => {
      const getting = { assay, options, bar, signal, report }
      const work = { items: wanted, atOnce: options.atOnce, pathOf: ({ file }: Wanted) => file.path }
      return sideBySide(work, (one) => getOne(getting, one))
    })
    return { ...report, failed }
  } finally {
    bar.stop()
  }
}

async function getOne(getting: Getting, { file, place }: Wanted): Promise<void> {
  // names of a server are checked again: it may be any
  if (faultOfPath(file.path) !== undefined) throw new CommandError(`Its path ${faultOfPath(file.path)}.`)
  if (file.kind === 'folder') {
    await makeFoldersTo(place)
    return
  }
  const path = pathOfPlace(place)
  await makeFoldersTo({ ...place, names: place.names.slice(0, -1) })
  const { bar, report, options } = getting
  const found = await findLocal(path)
  if (found?.isFile() && found.size === file.size_bytes && (await isSame(path, file))) {
    report.present.push(path)
  } else {
    if (found?.isDirectory()) throw new CommandError(`${path} is a folder here.`)
    if (found && !options.force) throw new CommandError(`${path} is there already. Give --force to replace it.`)
    await save(getting, file, path)
    report.saved.push(path)
    report.saved_bytes += file.size_bytes ?? 0
  }
  bar.finish(file.path, file.size_bytes ?? 0)
}

async function isSame(path: string, { sha256 }: File): Promise<boolean> {
  return sha256 !== null && (await hashOfFile(path)) === sha256
}

/** Goes on with what is half here; the file has its name when it is whole, and is what the server has. */
async function save({ assay, options: { owner }, bar, signal }: Getting, file: File, path: string): Promise<void> {
  const size = file.size_bytes ?? 0
  const draft = await openDraft(path, file.etag ?? '')
  try {
    if (draft.size_bytes > size) throw altered(file)
    const hash = await hashDraft(draft)
    let at = draft.size_bytes
    bar.move(file.path, at, false)
    if (at < size) {
      const range = at === 0 ? undefined : { start: at }
      const download = await assay.files.download(file.path, { owner, range, signal })
      if (download.etag !== undefined && !isOf(download.etag, file)) throw changed(file)
      for await (const bytes of download.stream) {
        await draft.file.write(bytes, 0, bytes.length, at)
        hash.update(bytes)
        at += bytes.length
        bar.move(file.path, at)
      }
    }
    if (at !== size || (file.sha256 !== null && hash.digest('hex') !== file.sha256)) throw altered(file)
    await keepDraft(draft, path)
  } catch (error) {
    if (error instanceof CommandError || AssayError.is(error, 'DOWNLOAD_ALTERED')) await dropDraft(draft)
    else await draft.file.close().catch(() => undefined)
    throw error
  }
}

function isOf(etag: string, file: File): boolean {
  return etag.replaceAll('"', '') === file.etag?.replaceAll('"', '')
}

function changed({ path }: File): CommandError {
  return new CommandError(`${path} was changed meanwhile. Get it again.`)
}

function altered({ path }: File): CommandError {
  return new CommandError(`What came is not ${path}: its SHA-256 or its size is another. Get it again.`)
}
