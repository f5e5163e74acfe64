import { z } from 'zod'
import { environmentName } from './application.ts'
import { stagedFile } from './application-job.ts'

/** What a job is given besides its spec, to whoever executes an attempt of it, and to nobody else. */
export const jobMaterial = z.object({
  inputs: z.array(stagedFile).describe('below the folder of inputs, outputs of jobs that it needs among them'),
  secrets: z.record(environmentName, z.string()).describe('values of secrets, by the variable that they stand in'),
  registry: z
    .object({ username: z.string().describe('who'), password: z.string().describe('and with what') })
    .nullable()
    .describe('for a private registry; null: none is needed'),
})

/** What a job is given besides its spec. */
export type JobMaterial = z.infer<typeof jobMaterial>
