import type { Work } from './executor.ts'
import { isOver, type Quota } from './folder-size.ts'

/** Looking at folders takes at most this part of the time. */
const lookingShare = 0.05

/** The folders that count. */
export function writable({ folders }: Work): string[] {
  return [folders.working, folders.output, folders.temp]
}

/** Tells, as often as it is asked, whether a job has outgrown its room; where looking takes long, it looks rarely. */
export function roomGauge(work: Work, quota: Quota): () => Promise<boolean> {
  let nextLook = 0
  return async () => {
    const now = performance.now()
    if (now < nextLook) return false
    const isFull = await isOver(writable(work), quota)
    nextLook = now + (performance.now() - now) / lookingShare
    return isFull
  }
}
