import { v7 } from 'uuid'

/** A new UUIDv7; ids made by one process sort in the order in which they were made. */
export function newId(): string {
  return v7()
}

/** One as it would have been made then: ISO 8601. */
export function idAt(time: string): string {
  return v7({ msecs: Date.parse(time) })
}
