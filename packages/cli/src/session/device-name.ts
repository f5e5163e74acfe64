import { hostname } from 'node:os'

/** What the keys of this machine are called. */
export function deviceName(): string {
  return `assay on ${hostname()}`.slice(0, 200)
}
