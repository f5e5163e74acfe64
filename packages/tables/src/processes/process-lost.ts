export class ProcessLost extends Error {
  override readonly name = 'ProcessLost'
  /** Whether it ended by itself, as it does when it gets no more memory. */
  readonly gaveUp: boolean

  constructor(how: { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly said: string }) {
    super(`A process of table queries ended: ${how.signal ?? `exit code ${how.code}`}. ${how.said}`.trim())
    this.gaveUp = how.signal !== 'SIGKILL' && how.signal !== 'SIGTERM'
  }
}
