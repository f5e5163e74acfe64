import { createHash } from 'node:crypto'
import type { ApplicationEntry } from '@assay/schemas'
import type { RunCreateParams } from '@assay/sdk'
import type { Drawn } from './drawn.ts'

/** A job that is drawn: what it needs comes before it in its graph. */
interface DrawnJob {
  readonly name: string
  readonly needs: readonly string[]
  readonly sleeps_ms: number
  readonly fails: boolean
}

/** A run that is drawn, and what is done with it. */
export interface DrawnRun {
  readonly key: string
  readonly jobs: readonly DrawnJob[]
  /** When it is submitted, after the beginning. */
  readonly at_ms: number
  /** How long after its submission a user stops it; undefined: never. */
  readonly stops_ms: number | undefined
}

const inputNames = ['a', 'b', 'c'] as const
/** How many lines each job writes before it fails or leaves its output. */
export const loggedLines = 20

/** Draws the runs of some time. */
export function drawRuns(drawn: Drawn, { runs, within_ms }: { runs: number; within_ms: number }): DrawnRun[] {
  return Array.from({ length: runs }, (_, index) => ({
    key: `run-${index}`,
    jobs: drawJobs(drawn),
    at_ms: drawn.whole(0, within_ms),
    stops_ms: drawn.happens(0.25) ? drawn.whole(0, 1_500) : undefined,
  }))
}

function drawJobs(drawn: Drawn): DrawnJob[] {
  const names = Array.from({ length: drawn.whole(5, 12) }, (_, index) => `job-${index}`)
  return names.map((name, index) => ({
    name,
    needs: drawn.some(names.slice(0, index), drawn.whole(0, inputNames.length)),
    sleeps_ms: drawn.whole(0, 300),
    fails: drawn.happens(0.08),
  }))
}

/**
 * The application of all jobs, whose commands carry a mark by which they are found. Where a user stops a run it stays
 * on the platform: a pull worker that dies with such a job keeps it from its end for 15 minutes.
 */
export function chaosEntries(mark: string): ApplicationEntry[] {
  const entry: Omit<ApplicationEntry, 'entrypoint'> = {
    application: 'chaos',
    version: '1',
    shell:
      `i=1; while [ $i -le ${loggedLines} ]; do echo "$name $i"; i=$((i+1)); done; sleep "$seconds"; ` +
      '[ "$fails" = true ] && exit 7; ' +
      'hash=$(for input in a b c; do cat "$INPUT_DIR/$input/out.txt" 2>/dev/null; done | sha256sum | cut -c1-64); ' +
      'printf "%s %s\\n" "$name" "$hash" >"$OUTPUT_DIR/out.txt"',
    parameters: { name: { type: 'string' }, seconds: { type: 'number' }, fails: { type: 'boolean' } },
    inputs: Object.fromEntries(inputNames.map((name) => [name, { mount: name, optional: true }])),
    environment: { ASSAY_CHAOS_MARK: mark },
    resources: { cpu: 0.25, memory_bytes: 64 << 20 },
    deterministic: false,
    timeout_seconds: 120,
    retry: { max_attempts: 20 },
  }
  return [
    { ...entry, entrypoint: 'anywhere' },
    { ...entry, entrypoint: 'here', placement: 'platform' },
  ]
}

/** What a client submits. */
export function submissionOf({ key, jobs, stops_ms }: DrawnRun): RunCreateParams {
  const application = stops_ms === undefined ? 'chaos/1/anywhere' : 'chaos/1/here'
  return {
    name: key,
    jobs: jobs.map(({ name, needs, sleeps_ms, fails }) => ({
      name,
      application,
      parameters: { name, seconds: sleeps_ms / 1000, fails },
      inputs: Object.fromEntries(needs.map((job, index) => [inputNames[index] ?? '', { job }])),
    })),
  }
}

/** The very bytes that each job leaves when it succeeds, by name. */
export function expectedOutputs({ jobs }: DrawnRun): Map<string, string> {
  const outputs = new Map<string, string>()
  for (const { name, needs } of jobs) {
    const inputs = needs.map((needed) => outputs.get(needed)).join('')
    outputs.set(name, `${name} ${createHash('sha256').update(inputs).digest('hex')}\n`)
  }
  return outputs
}
