import { z } from 'zod'
import { id, shortId } from './field.ts'
import { jobState } from './job.ts'

/** What a fingerprint is made of, by what it is part of. */
export const fingerprintPart = z.enum([
  'file',
  'image',
  'command',
  'parameter',
  'environment',
  'definition',
  'platform',
  'input',
  'secret',
  'upstream',
  'dataset',
  'column',
  'model',
  'task',
  'metric',
  'setting',
])

/** What a fingerprint is made of, by what it is part of. */
export type FingerprintPart = z.infer<typeof fingerprintPart>

/** What a fingerprint was made of: by part and name, a value or its hash. */
export type FingerprintParts = { readonly [Part in FingerprintPart]?: Readonly<Record<string, string>> }

/** A part of what a job is made of that differs from an earlier one. */
export const jobChange = z
  .object({
    part: fingerprintPart.describe('file: of the catalogue; input: a file or its content; upstream: a job it needs'),
    name: z.string().describe('which one: a path, a parameter, a variable, a job'),
    before: z.string().nullable().describe('its value or hash then; null: there was none, or it is not told'),
    after: z.string().nullable().describe('its value or hash now; null: there is none, or it is not told'),
  })
  .describe('What differs from an earlier job.')

/** A part of what a job is made of that differs from an earlier one. */
export type JobChange = z.infer<typeof jobChange>

/** Why a job ran, or why it did not need to. */
export const jobExplanation = z
  .object({
    job_id: id,
    name: z.string().describe('of the job'),
    state: jobState,
    cause: z
      .enum(['reused', 'first', 'changed', 'upstream', 'forced', 'never_reused', 'unfinished'])
      .describe(
        'reused: it did not run; first: nothing like it ran before; changed: see changes; upstream: only what it ' +
          'needs ran again; forced: it was asked for; never_reused: equal inputs need not give equal outputs; ' +
          'unfinished: an equal job had not succeeded, or what it left was gone',
      ),
    compared_with: id.nullable().describe('the nearest earlier job; the one that is reused'),
    changes: z.array(jobChange).describe('what differs from it'),
    because_of: z.array(z.string()).describe('names of the jobs that it needs and that ran again'),
    sentence: z.string().describe('the same in a sentence'),
  })
  .describe('Why a job ran.')

/** Why a job ran, or why it did not need to. */
export type JobExplanation = z.infer<typeof jobExplanation>

const pageOfJobs = {
  run_id: shortId,
  limit: z.number().int().min(1).max(1000).default(200).describe('jobs on a page, 1 to 1000'),
  after: z.uuid().optional().describe('next_after of the page before; absent: from the beginning'),
}
const next_after = z.string().nullable().describe('`after` of the next page; null on the last')

/** Explains why the jobs of a run ran. */
export const runExplainInput = z.object(pageOfJobs)

/** Why the jobs of a run ran. */
export const runExplanation = z.object({ items: z.array(jobExplanation).describe('in order of creation'), next_after })

/** Why the jobs of a run ran. */
export type RunExplanation = z.infer<typeof runExplanation>

/** Reads the graph of a run. */
export const runGraphInput = z.object(pageOfJobs)

/** A job in the graph of its run. */
export const graphNode = z
  .object({
    id,
    name: z.string().describe('unique in its run'),
    kind: z.string().describe('the kind of job'),
    state: jobState,
    needs: z.array(z.string()).describe('names of the jobs that must succeed first'),
    reused_from: id.nullable().describe('the earlier job whose outputs these are'),
    error: z.string().nullable().describe('why it failed, in a sentence'),
  })
  .describe('A job in the graph of its run.')

/** A job in the graph of its run. */
export type GraphNode = z.infer<typeof graphNode>

/** The graph of a run, by pages. */
export const runGraph = z.object({
  items: z.array(graphNode).describe('in order of creation: what others need comes before them'),
  next_after,
})

/** The graph of a run, by pages. */
export type RunGraph = z.infer<typeof runGraph>
