interface Writing {
  count: number
  isUntidy: boolean
  tidying: Promise<void>
}

interface Part<Result> {
  /** What is behind the last part in its file may be cut off after it has called `untidy`, or has failed. */
  readonly write: (untidy: () => void) => Promise<Result>
  readonly cut: () => Promise<void>
}

/** Files to which several parts are written at once; they are cut only while nobody writes to them. */
export class PartRoom {
  readonly #files = new Map<string, Writing>()

  async use<Result>(file: string, { write, cut }: Part<Result>): Promise<Result> {
    const writing = this.#files.get(file) ?? { count: 0, isUntidy: false, tidying: Promise.resolve() }
    const untidy = () => {
      writing.isUntidy = true
    }
    this.#files.set(file, writing)
    writing.count += 1
    try {
      await writing.tidying.catch(() => {})
      return await write(untidy)
    } catch (error) {
      untidy()
      throw error
    } finally {
      writing.count -= 1
      if (writing.count === 0 && writing.isUntidy) {
        writing.isUntidy = false
        writing.tidying = cut()
        await writing.tidying
      }
      if (writing.count === 0) this.#files.delete(file)
    }
  }
}
