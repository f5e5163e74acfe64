import { z } from 'zod'
import { environmentName, parameterValue, slug, variable } from './application.ts'
import { datasetReference, name, shortId, time, wholeText } from './field.ts'
import { secretName } from './secret.ts'
import { sensitive } from './sensitive.ts'

/** A version of an application, as `maps/1`. */
export const versionAddress = z
  .string()
  .regex(/^[A-Za-z\d][\w.-]{0,62}\/[A-Za-z\d][\w.-]{0,62}$/, 'must be an application and its version, as maps/1')

/** An entrypoint of a version of an application, as `maps/1/map_crop`. */
export const entrypointAddress = z
  .string()
  .regex(
    /^[A-Za-z\d][\w.-]{0,62}\/[A-Za-z\d][\w.-]{0,62}\/[A-Za-z\d][\w.-]{0,62}$/,
    'must be an application, its version and an entrypoint, as maps/1/map_crop',
  )

/** What a job of a run is called: its name stands in the paths of its outputs. */
export const jobName = z
  .string()
  .regex(/^[A-Za-z\d][\w.-]{0,99}$/, 'must be 1 to 100 letters, digits, dots, dashes and underscores, no mark first')
  .describe('name of the job: letters, digits, dots, dashes and underscores')

const path = z.string().min(1).max(1024)

/** Where an input of a job comes from: the tree of files, a dataset, or a job of the same run. */
export const jobInput = z
  .union([
    z.strictObject({
      from: path.describe('a file or folder in a tree, as data/maps/peach.tif'),
      owner: z
        .string()
        .min(1)
        .max(320)
        .optional()
        .describe('whose tree, by e-mail address or id, where it is shared; absent: yours'),
    }),
    z.strictObject({
      dataset: datasetReference,
      path: path.optional().describe('a file or folder of a dataset of files; absent: all of it'),
    }),
    z.strictObject({
      job: jobName.describe('a job of this run; one that a matrix makes many of: all of them, each in a folder'),
      output: variable.default('result').describe('which of its outputs'),
    }),
  ])
  .describe('Where an input of a job comes from.')

/** Where an input of a job comes from. */
export type JobInput = z.output<typeof jobInput>

/** Values over which jobs are made, one for each combination. */
export const matrix = z
  .strictObject({
    parameters: z
      .record(variable, z.array(parameterValue).min(1).max(10_000))
      .default({})
      .describe('the values of each parameter'),
    files: z
      .strictObject({
        pattern: path.optional().describe('files of your tree, as data/maps/*.tif; ** stands for folders too'),
        dataset: datasetReference.optional().describe('instead of a pattern: the files of this dataset'),
        input: variable.optional().describe('the input that each is'),
        parameter: variable.optional().describe('the parameter that its name without extension becomes'),
      })
      .refine(({ pattern, dataset }) => (pattern === undefined) !== (dataset === undefined), {
        path: ['pattern'],
        error: 'give either a pattern or a dataset',
      })
      .refine((files) => files.input !== undefined || files.parameter !== undefined, {
        path: ['input'],
        error: 'give the input or the parameter that each file becomes',
      })
      .optional()
      .describe('the files over which jobs are made'),
  })
  .describe('Values over which jobs are made, one for each combination.')

/** Values over which jobs are made. */
export type Matrix = z.output<typeof matrix>

const priority = z.number().int().min(0).max(5).describe('among your own jobs; greater first')
const timeout_seconds = z.number().int().min(1).max(2_592_000).describe('how long a try may take, where that is less')
const parameters = z.record(variable, parameterValue)
const environment = z.record(environmentName, wholeText.max(32_768))
const extraArguments = z.array(wholeText.max(32_768)).max(1000)

/** A job of a run that is given as a list. */
export const jobCreateInput = z
  .strictObject({
    name: jobName,
    application: entrypointAddress.describe('what it executes, as maps/1/map_crop'),
    parameters: parameters.default({}).describe('values by name'),
    environment: environment.default({}).describe('variables that the entrypoint allows'),
    arguments: extraArguments.default([]).describe('more arguments, where the entrypoint allows them'),
    inputs: z.record(variable, jobInput).default({}).describe('where inputs come from; absent: as the entrypoint says'),
    needs: z.array(jobName).max(10_000).default([]).describe('jobs that must succeed first, besides those of inputs'),
    priority: priority.optional().describe('among your own jobs; absent: that of the run'),
    timeout_seconds: timeout_seconds.optional(),
    matrix: matrix.optional().describe('makes a job of each combination: <name>-1, <name>-2 and so on'),
  })
  .describe('A job of a run.')

/** A job of a run that is given as a list. */
export type JobCreate = z.output<typeof jobCreateInput>

const runSecrets = z
  .record(secretName, sensitive(wholeText.min(1).max(10_000)))
  .describe('values for this run only, instead of stored secrets of these names; forgotten when it has ended')

/** Submits a run: entrypoints of an application with all that they require, or a list of jobs. */
export const runCreateInput = z
  .object({
    name: name.optional().describe('what it is called; runs of one name can be listed; absent: as the application'),
    application: versionAddress.optional().describe('whose entrypoints run, as maps/1'),
    entrypoints: z
      .array(slug)
      .min(1)
      .max(1000)
      .optional()
      .describe('those that run, with all that they require; ALL: every one'),
    parameters: parameters.default({}).describe('values by name, for every entrypoint that has such a parameter'),
    arguments: extraArguments.default([]).describe('more arguments for the entrypoints that are named'),
    inputs: z
      .record(variable, jobInput)
      .default({})
      .describe('inputs by name, for every entrypoint that has such an input'),
    matrix: matrix.optional().describe('runs the entrypoints for each combination: <entrypoint>-1, -2 and so on'),
    jobs: z.array(jobCreateInput).min(1).max(10_000).optional().describe('instead of an application: the jobs'),
    environment: environment.default({}).describe('variables, for every job whose entrypoint allows them'),
    secrets: runSecrets.default({}),
    priority: priority.default(0),
    timeout_seconds: timeout_seconds.optional(),
    deadline_at: time.optional().describe('when what has not ended by then is stopped; absent: never'),
    force_rerun: z
      .union([z.boolean(), z.array(jobName).min(1).max(10_000)])
      .default(false)
      .describe('run again what succeeded before: all jobs, or those that are named and what needs them'),
  })
  .refine((run) => (run.application === undefined) !== (run.jobs === undefined), {
    path: ['application'],
    error: 'give either an application or jobs',
  })
  .refine((run) => run.application === undefined || run.entrypoints !== undefined, {
    path: ['entrypoints'],
    error: 'is missing: name entrypoints of the application, or ALL',
  })
  .refine((run) => run.jobs === undefined || !isGivenForApplication(run), {
    path: ['jobs'],
    error: 'have entrypoints, parameters, arguments, inputs and a matrix of their own: give them with each job',
  })

function isGivenForApplication(run: {
  readonly entrypoints?: unknown
  readonly matrix?: unknown
  readonly parameters: object
  readonly inputs: object
  readonly arguments: readonly string[]
}): boolean {
  const { entrypoints, matrix: values, parameters: given, inputs, arguments: more } = run
  const isSaid = entrypoints !== undefined || values !== undefined || more.length > 0
  return isSaid || Object.keys(given).length > 0 || Object.keys(inputs).length > 0
}

/** Submits a run. */
export type RunCreate = z.output<typeof runCreateInput>

/** Tries a run again, or a part of it. */
export const runRetryInput = z.object({
  run_id: shortId,
  from: z
    .array(jobName)
    .min(1)
    .max(10_000)
    .optional()
    .describe('jobs that run again although they succeeded, with all that needs them; also of a run that succeeded'),
  force: z.boolean().default(false).describe('whether everything runs again'),
  secrets: runSecrets.default({}),
})

/** Tries a run again, or a part of it. */
export type RunRetry = z.output<typeof runRetryInput>

/** What a retry would do, before it is done. */
export const runRetryPlan = z.object({
  items: z
    .array(
      z.object({
        name: z.string().describe('of the job'),
        state: z.string().describe('how the job stands in the run that is tried again'),
        action: z.enum(['run', 'reuse']).describe('run: it runs again; reuse: what it left stands for it'),
      }),
    )
    .describe('every job, in order'),
})

/** What a retry would do. */
export type RunRetryPlan = z.infer<typeof runRetryPlan>
