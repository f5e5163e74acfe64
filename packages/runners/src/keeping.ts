import { addAbortSignal, type Readable } from 'node:stream'
import type { AttemptOutput } from '@assay/schemas'
import type { JobBytes, OwnAttempt } from './job-bytes.ts'
import type { LeftBehind, LeftOutput } from './left-behind.ts'
import { sideBySide } from './side-by-side.ts'

const atOnce = 8

interface Keeping {
  readonly attempt: OwnAttempt
  readonly bytes: Pick<JobBytes, 'write'>
  readonly signal: AbortSignal
}

/** Stores what a job has left, several files at once. */
export async function keepOutputs(keeping: Keeping, left: LeftBehind): Promise<AttemptOutput[]> {
  const kept: AttemptOutput[] = []
  let room_bytes = left.bytes
  await sideBySide(left.open(), atOnce, async (output) => {
    const wanted = room_bytes
    room_bytes = 0
    kept.push(await keep(keeping, output, wanted))
  })
  return kept
}

async function keep(
  { attempt, bytes, signal }: Keeping,
  { name, path, file }: LeftOutput,
  room_bytes: number,
): Promise<AttemptOutput> {
  signal.throwIfAborted()
  await using opened = await file.open()
  const stream: Readable = addAbortSignal(signal, opened.createReadStream({ autoClose: false }))
  const { size_bytes } = file
  const stored = await bytes.write(attempt, { name, path, size_bytes, room_bytes, bytes: stream })
  return { ...stored, name, path }
}
