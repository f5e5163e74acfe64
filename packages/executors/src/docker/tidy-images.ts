import { removeUnusedImages, type UnusedImages } from './pulled-images.ts'

export interface ImageTidying extends UnusedImages {
  readonly onRemoved?: (images: readonly string[]) => void
  /** Called when the daemon, or the file, cannot be read; it is tried again. */
  readonly onFailure?: (error: unknown) => void
  /** Default: 6 hours. */
  readonly everyMilliseconds?: number
}

const sixHours = 6 * 3_600_000

/** Removes images that were not used for so many days, now and again until it is disposed of; 0 days: none, ever. */
export function tidyImages(options: ImageTidying): AsyncDisposable {
  const { days, everyMilliseconds = sixHours, onRemoved, onFailure } = options
  if (days === 0) return { async [Symbol.asyncDispose]() {} }
  async function tidy(): Promise<void> {
    try {
      const removed = await removeUnusedImages(options)
      if (removed.length > 0) onRemoved?.(removed)
    } catch (error) {
      onFailure?.(error)
    }
  }
  let tidying = tidy()
  const timer = setInterval(() => {
    tidying = tidying.then(tidy)
  }, everyMilliseconds).unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await tidying
    },
  }
}
