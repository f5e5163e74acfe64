/** Who is called answered with a status that HTTP does not have. */
export class UnknownStatusError extends Error {
  override readonly name = 'UnknownStatusError'

  constructor(status: number) {
    super(`The answer has the status ${status}, which HTTP does not have.`)
  }
}
