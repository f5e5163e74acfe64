import type { Fault } from '../../lax.ts'

/** What pydantic makes of a rule of DECODE's own. */
export function valueError(message: string): Fault {
  return { type: 'value_error', msg: `Value error, ${message}`, ctx: { error: {} } }
}

/** A list, as Python writes it. */
export function listed(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`
}
