/** A process lacked memory, but had worked on other things too: in a fresh one the same may succeed. */
export class ProcessSpent extends Error {
  override readonly name = 'ProcessSpent'

  constructor({ cause }: { readonly cause: Error }) {
    super(`A process that had done other work lacked memory. ${cause.message}`, { cause })
  }
}
