import { DomainError } from '@assay/schemas'

interface Issue {
  readonly path: string
  readonly message: string
}

/** What is wrong with a request, gathered job by job so that all of it is told at once. */
export class Issues {
  readonly #found: Issue[] = []

  add(path: string, message: string): void {
    this.#found.push({ path, message })
  }

  /** What the work answers; undefined: it was refused, and what it was refused for is told of this job. */
  try<Result>(job: string, work: () => Result): Result | undefined {
    try {
      return work()
    } catch (error) {
      if (!DomainError.is(error, 'INPUT_INVALID')) throw error
      for (const { path, message } of error.data.issues) this.add(`jobs.${job}.${path}`, message)
      return undefined
    }
  }

  /** Throws INPUT_INVALID where there are any. */
  throwAny(): void {
    if (this.#found.length > 0) throw new DomainError('INPUT_INVALID', { issues: this.#found.slice(0, mostTold) })
  }
}

const mostTold = 100
