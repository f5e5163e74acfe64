interface Running {
  readonly controller: AbortController
  wanted: PromiseWithResolvers<void>
}

/** The calls that this process works on: the parent can ask each for more, and stop it. */
export class RunningCalls {
  readonly #running = new Map<number, Running>()

  begin(id: number): AbortSignal {
    const controller = new AbortController()
    this.#running.set(id, { controller, wanted: Promise.withResolvers() })
    return controller.signal
  }

  end(id: number): void {
    this.#running.delete(id)
  }

  more(id: number): void {
    this.#running.get(id)?.wanted.resolve()
  }

  stop(id: number): void {
    const running = this.#running.get(id)
    running?.controller.abort()
    running?.wanted.resolve()
  }

  async wanted(id: number): Promise<void> {
    const running = this.#running.get(id)
    if (!running) return
    await running.wanted.promise
    running.wanted = Promise.withResolvers()
  }
}
