import { z } from 'zod'
import { environmentName, parameterValue, slug, variable } from './application.ts'
import { wholeText } from './field.ts'
import { jobInput, jobName } from './job-input.ts'
import { matrix } from './matrix.ts'
import { priority, requirements } from './requirement.ts'

/** An entrypoint of a version of an application, as `maps/1/map_crop`. */
export const entrypointAddress = z
  .string()
  .regex(
    /^[A-Za-z\d][\w.-]{0,62}\/[A-Za-z\d][\w.-]{0,62}\/[A-Za-z\d][\w.-]{0,62}$/,
    'must be an application, its version and an entrypoint, as maps/1/map_crop',
  )

/** Values of parameters, by name. */
export const jobParameters = z.record(variable, parameterValue)

/** Variables that an entrypoint allows, by name. */
export const jobEnvironment = z.record(environmentName, wholeText.max(32_768))

/** Arguments behind those of the entrypoint. */
export const jobArguments = z.array(wholeText.max(32_768)).max(1000)

/** What is booked for a job, and its worker must have, where that is not what its entrypoint needs. */
const booked = requirements
  .omit({ labels: true })
  .partial()
  .strict()
  .describe('what its worker must have, where that is not what its entrypoint says it is held to')

/** How long a try may take, where that is less than the entrypoint says. */
export const jobTimeout = z.number().int().min(1).max(2_592_000).describe('how long a try may take, where that is less')

/** A job of a run that is given as a list. */
export const jobCreateInput = z
  .strictObject({
    name: jobName,
    application: entrypointAddress.describe('what it executes, as maps/1/map_crop'),
    parameters: jobParameters.default({}).describe('values by name'),
    environment: jobEnvironment.default({}).describe('variables that the entrypoint allows'),
    arguments: jobArguments.default([]).describe('more arguments, where the entrypoint allows them'),
    inputs: z.record(variable, jobInput).default({}).describe('where inputs come from; absent: as the entrypoint says'),
    needs: z.array(jobName).max(10_000).default([]).describe('jobs that must succeed first, besides those of inputs'),
    priority: priority.optional().describe('among your own jobs; absent: that of the run'),
    timeout_seconds: jobTimeout.optional(),
    requires: booked.default({}),
    labels: z
      .array(slug)
      .max(100)
      .default([])
      .describe('labels that its worker must have, besides those of its entrypoint'),
    matrix: matrix.optional().describe('makes a job of each combination: <name>-1, <name>-2 and so on'),
  })
  .describe('A job of a run.')

/** A job of a run that is given as a list. */
export type JobCreate = z.output<typeof jobCreateInput>
