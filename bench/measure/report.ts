import type { Figure } from './figure.ts'
import { describeMachine, type Machine } from './machine.ts'

/** What a command of this folder prints. */
interface Report {
  readonly command: string
  readonly date: string
  readonly machine: Machine & { readonly postgres?: string }
  readonly figures: readonly Figure[]
  readonly details?: Readonly<Record<string, unknown>>
}

type Findings = Pick<Report, 'command' | 'figures' | 'details'> & { readonly postgres?: string }

/** Prints a report as JSON; the process ends with 1 when a promised number does not hold. */
export function report({ command, figures, details, postgres }: Findings): void {
  const machine = { ...describeMachine(), ...(postgres !== undefined && { postgres }) }
  const found: Report = { command, date: new Date().toISOString(), machine, figures, ...(details && { details }) }
  console.log(JSON.stringify(found, null, 2))
  if (figures.some(({ holds }) => holds === false)) process.exitCode = 1
}
