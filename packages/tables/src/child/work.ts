import type { Call } from '../protocol.ts'
import type { TableRow } from '../tables.ts'

export interface Work extends Omit<Call, 'operation'> {
  readonly signal: AbortSignal
  readonly send: (rows: readonly TableRow[]) => Promise<void>
}
