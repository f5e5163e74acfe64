import { z } from 'zod'
import {
  applicationCheck,
  applicationOutput,
  applicationResources,
  applicationRetry,
  applicationSecret,
  environmentName,
  executor,
  jobPath,
  parameterValue,
  slug,
  variable,
} from './application.ts'
import { id } from './field.ts'

const sha256 = z.string().describe('SHA-256, hexadecimal')

/** A file that a job finds when it begins: its bytes stay readable until then, whatever becomes of the tree. */
export const stagedFile = z.object({
  path: z.string().describe('where it stands below the folder of inputs, or in the working folder'),
  from: z.string().nullable().describe('where it came from in the tree of the owner; null: from the catalogue'),
  blob_id: id,
  size_bytes: z.number().int().describe('size'),
  sha256: sha256.nullable().describe('SHA-256 of the bytes, hexadecimal; null: not computed yet'),
})

/** A file that a job finds when it begins. */
export type StagedFile = z.infer<typeof stagedFile>

/** What a job of an application does: all that it needs, as it was when the run was submitted. */
export const applicationSpec = z.object({
  kind: z.literal('application').describe('the kind of job'),
  application: slug.describe('name of the application'),
  version: slug.describe('its version'),
  entrypoint: slug.describe('the entrypoint of the version'),
  executor,
  image: z.string().nullable().describe('image of the container; null: none'),
  registry_secret: z.string().nullable().describe('secret with user:password for a private registry; null: none'),
  user: z.string().nullable().describe('user in the container; null: nobody in particular'),
  // absent in what was submitted before there was one
  folder: z
    .string()
    .optional()
    .describe('where the container finds inputs and outputs together; absent: a folder for each'),
  command: z
    .array(z.string())
    .describe('program and arguments, in which only folders are open; empty: that of the image'),
  parameters: z.record(variable, parameterValue).describe('values by name, those by default included'),
  files: z.array(stagedFile).describe('files of the catalogue, in the working folder'),
  inputs: z.array(stagedFile).describe('files of the tree, below the folder of inputs'),
  bindings: z
    .array(
      z.object({
        job: z.string().describe('name of the job in the run whose output it is'),
        output: variable.describe('name of the output'),
        mount: jobPath.describe('where it stands below the folder of inputs'),
        optional: z.boolean().describe('whether the job also runs without it'),
      }),
    )
    .describe('outputs of jobs that it needs, below the folder of inputs'),
  outputs: z.record(variable, applicationOutput).describe('what is collected, by name'),
  outputs_folder: z
    .string()
    .optional()
    .describe(
      'the folder in the tree that its outputs are kept in; absent: that of the run, and in it that of the job',
    ),
  environment: z.record(environmentName, z.string()).describe('variables that it gets'),
  secrets: z.array(applicationSecret).describe('secrets that it gets'),
  checks: z.array(applicationCheck).describe('what must hold for it to have succeeded'),
  resources: applicationResources.describe('what it needs, and is held to'),
  labels: z.array(slug).describe('labels that its worker must have'),
  network: z.boolean().describe('whether it may reach other machines'),
  deterministic: z.boolean().describe('whether its outputs stand for those of an equal job'),
  timeout_seconds: z.number().int().describe('how long a try may take'),
  retry: applicationRetry.describe('when it is tried again'),
  retention_days: z.number().int().nullable().describe('how long its outputs are kept; null: for ever'),
})

/** What a job of an application does. */
export type ApplicationSpec = z.infer<typeof applicationSpec>

/** What a job of an application came to. */
export const applicationResult = z.object({
  exit_code: z.number().int().describe('of the command'),
  image_digest: z.string().nullable().describe('digest of the image that was used; null: none was'),
  seconds: z.number().describe('how long the command took'),
  cpu_seconds: z.number().nullable().describe('computing time of all its processes; null: not known'),
  peak_memory_bytes: z.number().int().nullable().describe('most memory of all its processes; null: not known'),
  gpu_peak_memory_bytes: z.number().int().nullable().describe('most memory of graphics processors; null: not known'),
  gpu_utilization: z.number().nullable().describe('mean use of graphics processors, 0 to 1; null: not known'),
  output_files: z.number().int().describe('how many files were collected'),
  output_bytes: z.number().int().describe('their size'),
  notices: z
    .array(z.string())
    .default([])
    .describe('what it left and was not collected, and why: at most the first 20'),
})

/** What a job of an application came to. */
export type ApplicationResult = z.infer<typeof applicationResult>

/**
 * The labels of workers that can execute applications so: who has only the first can run a plain container, and nothing
 * that must be prepared or checked around it.
 *
 * @example
 * executorLabels('process') // ['executor:process']
 */
export function executorLabels(executor: ApplicationSpec['executor']): readonly [string, ...string[]] {
  return executor === 'docker' ? ['executor:docker', 'executor:docker-prepared'] : ['executor:process']
}
