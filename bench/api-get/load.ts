import { z } from 'zod'
import { startChild } from '../measure/child.ts'
import { median } from '../measure/spread.ts'

export const outcome = z.object({
  requests_per_second: z.number(),
  p50_ms: z.number(),
  p99_ms: z.number(),
  failed: z.number(),
})

export type Outcome = z.infer<typeof outcome>

export interface Load {
  readonly connections: number
  readonly seconds: number
}

/** Puts load on an address from a process of its own. */
export async function putLoad(url: string, authorization: string, { connections, seconds }: Load): Promise<Outcome> {
  const args = [url, authorization, `${connections}`, `${seconds}`]
  await using load = await startChild(new URL('./load-process.ts', import.meta.url), args, outcome)
  if (load.said.failed > 0) throw new Error(`${load.said.failed} requests to ${url} failed`)
  return load.said
}

export function medianOutcome(outcomes: readonly Outcome[]): Outcome {
  const of = (name: keyof Outcome) => median(outcomes.map((one) => one[name]))
  return { requests_per_second: of('requests_per_second'), p50_ms: of('p50_ms'), p99_ms: of('p99_ms'), failed: 0 }
}
