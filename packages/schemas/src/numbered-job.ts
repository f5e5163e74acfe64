import { z } from 'zod'
import { id, json, time } from './field.ts'
import { faultOfName } from './file-path.ts'
import { jobState } from './job.ts'

/** The number of a job on its server: given once, and to no other job again. */
export const jobNumber = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).describe('its number on this server')

/** By what a numbered job is known to its owner: its outputs stand in a folder of that name. */
export const numberedName = z
  .string()
  .refine((text) => faultOfName(text) === undefined, 'must be a name that a folder may have')
  .describe('a name that a folder may have, and that no other numbered job of yours has')

/** Gives the only job of a run a number. */
export const numbering = z.strictObject({ name: numberedName })

/** Names a numbered job. */
export const numberedJobRef = z.object({ number: jobNumber })

/** Lists numbered jobs, by how many are passed over. */
export const numberedJobListInput = z.object({
  name: z.string().max(1000).optional().describe('only the one of this name'),
  offset: z.number().int().min(0).max(2_147_483_647).default(0).describe('how many are passed over'),
  limit: z.number().int().min(0).max(1000).default(100).describe('how many at most, 0 to 1,000'),
})

/** A job that has a number, in short. */
export const numberedJob = z
  .object({
    number: jobNumber,
    name: z.string().describe('its name, which its folder of outputs has too'),
    job_id: id,
    run_id: id,
    state: jobState,
    phase: z
      .string()
      .nullable()
      .describe('what its worker is at, such as claimed, preparing and finishing; null: it runs'),
    said: z.string().describe('what its worker has said about it, each time on lines of its own'),
    error: z.string().nullable().describe('why it failed, as a sentence'),
    metadata: z.record(z.string(), json).describe('what was kept with its run'),
    created_at: time,
    started_at: time.nullable().describe('when its first attempt began'),
    finished_at: time.nullable().describe('when it ended'),
  })
  .describe('A job that has a number, in short.')

/** A job that has a number, in short. */
export type NumberedJob = z.infer<typeof numberedJob>

/** Several numbered jobs. */
export const numberedJobList = z.object({ items: z.array(numberedJob).describe('the newest first') })
