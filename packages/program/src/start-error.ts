/** A process cannot start on this database, here or now; the message says why and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
