/** When steps of work started, by name; whoever starts them may be another process. */
export class Starts {
  readonly #started = new Map<string, PromiseWithResolvers<number>>()

  note(step: string, started_at: number): void {
    this.#of(step).resolve(started_at)
  }

  /** Resolves when the step has started, with the time. */
  of(step: string): Promise<number> {
    return this.#of(step).promise
  }

  #of(step: string): PromiseWithResolvers<number> {
    const known = this.#started.get(step) ?? Promise.withResolvers<number>()
    this.#started.set(step, known)
    return known
  }
}
