import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

/** What a command of this folder prints, as far as others read it. */
const printed = z.looseObject({
  figures: z
    .array(
      z.looseObject({
        what: z.string(),
        unit: z.string(),
        ours: z.number(),
        alternative: z.object({ what: z.string(), value: z.number() }).optional(),
        hold: z.string().optional(),
        holds: z.boolean().optional(),
      }),
    )
    .default([]),
})

export type Printed = z.infer<typeof printed>

/** Runs a command of a folder like this one. */
export async function runBench(script: string, args: readonly string[] = []): Promise<Printed> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  return printed.parse(JSON.parse(await text(child.stdout)))
}
