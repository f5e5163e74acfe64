import type { Assay, File } from '@assay/sdk'
import type { Session } from '../session/session.ts'
import type { TransferBar } from '../terminal/transfer-bar.ts'
import type { BegunUploads } from './begun-uploads.ts'
import { hashOfFile } from './file-hash.ts'
import type { Planned } from './put-plan.ts'

/** What to send, and where to. */
export interface PutOptions {
  readonly sources: readonly string[]
  readonly to: string
  readonly owner?: string | undefined
  /** Whether files that are there are left as they are. */
  readonly keep?: boolean | undefined
  /** How many files at once. */
  readonly atOnce: number
}

/** Files on their way to the server. */
export interface Putting {
  readonly assay: Assay
  readonly session: Session
  readonly options: PutOptions
  readonly begun: BegunUploads
  readonly bar: TransferBar
  readonly signal: AbortSignal
  /** What is there already, by path. */
  readonly there: ReadonlyMap<string, File>
  readonly report: { readonly sent: string[]; sent_bytes: number; readonly present: string[] }
}

/** Whether what is there stays: it has the same bytes, or any with `keep`. */
export async function isPresent({ there, options }: Putting, { path, to, size_bytes }: Planned): Promise<boolean> {
  const found = there.get(to)
  if (found?.kind !== 'file') return false
  if (options.keep) return true
  return found.sha256 !== null && found.size_bytes === size_bytes && (await hashOfFile(path)) === found.sha256
}

/** Notes that a file is there now. */
export function noteFinished(
  { bar, report }: Putting,
  { to, size_bytes }: Planned,
  { isSent }: { readonly isSent: boolean },
): void {
  if (isSent) {
    report.sent.push(to)
    report.sent_bytes += size_bytes
    bar.move(to, size_bytes)
  } else report.present.push(to)
  bar.finish(to, size_bytes)
}
