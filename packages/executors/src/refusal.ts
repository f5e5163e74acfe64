/** The work can never be executed here as it is. */
export class WorkRefused extends Error {
  override readonly name = 'WorkRefused'
}

/** What executes work cannot be reached, or gave up: the same work may succeed later. */
export class ExecutorAway extends Error {
  override readonly name = 'ExecutorAway'
}
