/** A process cannot be at work on this database, here or now; the message says what is wrong and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
