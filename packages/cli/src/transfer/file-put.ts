import { resolve } from 'node:path'
import type { UploadProgress } from '@assay/sdk'
import type { Session } from '../session/session.ts'
import { startTransferBar } from '../terminal/transfer-bar.ts'
import { openBegunUploads } from './begun-uploads.ts'
import { interruptible } from './interruption.ts'
import { type LeftOut, readLocalTree } from './local-tree.ts'
import { chooseTarget, findPresent, type Planned, planPut, type Target } from './put-plan.ts'
import { isPresent, noteFinished, type PutOptions, type Putting } from './putting.ts'
import { type Failure, sideBySide } from './side-by-side.ts'
import { putSmall, separate } from './small-files.ts'

/** What became of the files that were to be sent. */
export interface PutReport {
  /** Paths that were sent now. */
  readonly sent: string[]
  readonly sent_bytes: number
  /** Paths at which the same bytes were already, or any with `keep`. */
  readonly present: string[]
  readonly left_out: readonly LeftOut[]
  readonly failed: readonly Failure[]
}

/** Sends files and folders, several at once; what is there already, and what was sent of a file before, stays. */
export async function putFiles(session: Session, options: PutOptions): Promise<PutReport> {
  // a server that restarts in between is waited for
  const assay = session.assay.withOptions({ maxRetries: 8 })
  const tree = await readLocalTree(options.sources)
  const target = await chooseTarget(assay, options, tree.files)
  const { planned, refused } = planPut(tree.files, target)
  const unreadable = tree.unreadable.map(({ path, reason }) => ({ path, code: 'SOURCE_UNREADABLE', message: reason }))
  const bytes = planned.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  const bar = startTransferBar(session, { files: planned.length, bytes })
  const report = { sent: [], sent_bytes: 0, present: [] }
  const begun = await openBegunUploads(session.environment)
  const interrupted = () =>
    `Interrupted: ${bar.finished} of ${planned.length} files are there. The same command again goes on from here.`
  try {
    const failed = await interruptible(interrupted, async (signal) => {
      const there = await findPresent(assay, { planned, target, owner: options.owner, signal })
      const putting = { assay, session, options, begun, bar, signal, there, report }
      const { small, others } = separate(planned)
      const work = { items: others, atOnce: options.atOnce, pathOf: ({ path }: Planned) => path }
      const failures = small.length > 0 ? await putSmall(putting, small, target) : []
      failures.push(...(await sideBySide(work, (file) => putOne(putting, file))))
      return [...failures, ...(await makeFolders(putting, tree.folders, target))]
    })
    return { ...report, left_out: tree.leftOut, failed: [...refused, ...unreadable, ...failed] }
  } finally {
    bar.stop()
  }
}

async function putOne(putting: Putting, file: Planned): Promise<void> {
  const isThere = await isPresent(putting, file)
  if (!isThere) await send(putting, file)
  noteFinished(putting, file, { isSent: !isThere })
}

/** Notes the upload as soon as there is one, so that it is gone on with after whatever happens to this process. */
async function send({ assay, session, options, begun, bar, signal }: Putting, file: Planned): Promise<void> {
  const { path, to, size_bytes, mtime_ms } = file
  const { owner, keep } = options
  const what = [session.assay.url, session.profile?.email, owner, to, resolve(path), size_bytes, mtime_ms]
  const known = await begun.find(what)
  let noted = known
  let noting = Promise.resolve()
  let hasBegun = false
  const onProgress = ({ received_bytes, upload_id }: UploadProgress) => {
    bar.move(to, received_bytes, hasBegun || upload_id === undefined)
    hasBegun = true
    if (upload_id === undefined || upload_id === noted) return
    noted = upload_id
    noting = begun.keep(what, upload_id)
  }
  const if_exists = keep ? 'refuse' : 'replace'
  try {
    await assay.files.upload(path, to, { owner, if_exists, upload_id: known, signal, onProgress })
  } finally {
    await noting
  }
  if (noted !== undefined) await begun.forget(what)
}

/** Folders without files are made last: those with files come with them. */
async function makeFolders(
  { assay, options: { owner, atOnce }, signal }: Putting,
  folders: readonly string[],
  target: Target,
): Promise<Failure[]> {
  return sideBySide({ items: folders, atOnce, pathOf: (place) => place }, async (place) => {
    await assay.files.createFolder(target.pathOf(place), { owner, signal })
  })
}
