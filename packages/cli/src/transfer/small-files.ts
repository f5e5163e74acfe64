import type { FilesMade, FileToSend } from '@assay/sdk'
import type { Planned, Target } from './put-plan.ts'
import { isPresent, noteFinished, type Putting } from './putting.ts'
import { type Failure, failureOf } from './side-by-side.ts'

/** What is smaller goes together with others. */
const smallBytes = 256 * 1024
const mostRequests = 4

/** The files that go together, and those that each go by themselves. */
export function separate(planned: readonly Planned[]): { readonly small: Planned[]; readonly others: Planned[] } {
  const { small = [], others = [] } = Object.groupBy(planned, ({ size_bytes }) =>
    size_bytes < smallBytes ? 'small' : 'others',
  )
  return small.length > 1 ? { small, others } : { small: [], others: [...planned] }
}

/** Sends small files, many in one request. Throws what would fail for all. */
export async function putSmall(putting: Putting, files: readonly Planned[], { base }: Target): Promise<Failure[]> {
  const { assay, signal, options } = putting
  const { owner, keep, atOnce } = options
  const waiting = new Map(files.map((file) => [file.to, file]))
  const failures: Failure[] = []
  const take = (to: string) => {
    const file = waiting.get(to)
    waiting.delete(to)
    return file
  }
  const onProgress = ({ items, failed }: FilesMade) => {
    for (const { path, state } of items) {
      const file = take(path)
      if (file) noteFinished(putting, file, { isSent: state !== 'present' })
    }
    for (const failure of failed) failures.push({ ...failure, path: take(failure.path)?.path ?? failure.path })
  }
  const if_exists = keep ? 'refuse' : 'replace'
  const parallel = Math.min(atOnce, mostRequests)
  const sending = changed(putting, files, (file, error) => {
    take(file.to)
    if (error === undefined) noteFinished(putting, file, { isSent: false })
    else failures.push(failureOf(error, file.path))
  })
  try {
    await assay.files.uploadMany(below(base, sending), base, { owner, if_exists, parallel, signal, onProgress })
  } catch (error) {
    for (const { path } of waiting.values()) failures.push(failureOf(error, path))
  }
  return failures
}

/** Those that are not there yet as they are; of the others, and of those that cannot be read, `without` is told. */
async function* changed(
  putting: Putting,
  files: readonly Planned[],
  without: (file: Planned, error?: unknown) => void,
): AsyncGenerator<Planned> {
  for (const file of files) {
    let isThere: boolean
    try {
      isThere = await isPresent(putting, file)
    } catch (error) {
      without(file, error)
      continue
    }
    if (isThere) without(file)
    else yield file
  }
}

async function* below(base: string, files: AsyncIterable<Planned>): AsyncGenerator<FileToSend> {
  for await (const { path, to } of files) yield { path: to.slice(base.length + 1), body: path }
}
