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

/** Where a job of an evaluation finds the table of its dataset, as Parquet. */
export const datasetInput = 'dataset.parquet'

/** Where an evaluation finds the predictions of a repeat, as Parquet. */
export function predictionsInput(repeat: number): string {
  return `predictions-${repeat + 1}.parquet`
}

/** The variable in which an inference finds the key of its model's endpoint. */
export const apiKeyVariable = 'API_KEY'
