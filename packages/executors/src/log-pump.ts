import type { Readable } from 'node:stream'
import type { Listener, LogStream } from './executor.ts'

/** Hands on what a stream gives, no faster than it is taken. */
export async function pumpLog(from: Readable, stream: LogStream, { onLog }: Pick<Listener, 'onLog'>): Promise<void> {
  for await (const bytes of from) await onLog(stream, bytes)
}
