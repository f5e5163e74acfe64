import { z } from 'zod'
import { slug, variable } from './application.ts'
import { name, reference, time, wholeText } from './field.ts'
import { jobArguments, jobCreateInput, jobEnvironment, jobParameters, jobTimeout } from './job-create.ts'
import { inputPath, jobInput, jobName } from './job-input.ts'
import { matrix } from './matrix.ts'
import { metadata } from './metadata.ts'
import { numbering } from './numbered-job.ts'
import { priority } from './requirement.ts'
import { secretName } from './secret.ts'
import { sensitive } from './sensitive.ts'

/** A version of an application, as `maps/1`. */
export const versionAddress = z
  .string()
  .regex(/^[A-Za-z\d][\w.-]{0,62}\/[A-Za-z\d][\w.-]{0,62}$/, 'must be an application and its version, as maps/1')

/** Values of secrets for one run. */
export const runSecrets = z
  .record(secretName, sensitive(wholeText.min(1).max(10_000)))
  .describe('values for this run only, instead of stored secrets of these names; forgotten when it has ended')

/** Where the scores stand that a job of the run gives each file of a dataset. */
const runScores = z
  .strictObject({
    job: jobName
      .optional()
      .describe('the job that gives the scores that its entrypoint declares; absent: the only one that declares any'),
    output: variable.default('result').describe('which of its outputs has them'),
    path: inputPath
      .default('scores.csv')
      .describe(
        'the table in that output: a column "path" names each file as the dataset does, and each score has its column',
      ),
  })
  .describe('where the scores of each file stand once the run has ended')

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
    parameters: jobParameters.default({}).describe('values by name, for every entrypoint that has such a parameter'),
    arguments: z
      .union([jobArguments, z.record(slug, jobArguments)])
      .default([])
      .describe('more arguments for the entrypoints that are named, or those of each entrypoint by its name'),
    inputs: z
      .record(variable, jobInput)
      .default({})
      .describe('inputs by name, for every entrypoint that has such an input'),
    matrix: matrix.optional().describe('runs the entrypoints for each combination: <entrypoint>-1, -2 and so on'),
    jobs: z.array(jobCreateInput).min(1).max(10_000).optional().describe('instead of an application: the jobs'),
    environment: jobEnvironment.default({}).describe('variables, for every job whose entrypoint allows them'),
    secrets: runSecrets.default({}),
    metadata: metadata.optional(),
    experiment_id: reference
      .optional()
      .describe('makes the run an evaluation in this experiment, on a dataset of files, by scores that a job gives'),
    scores: runScores.optional().describe('with an experiment: where the scores stand; absent: as by default'),
    numbered: numbering
      .optional()
      .describe('gives the only job of the run a number, by which programs know it that take no other ids'),
    priority: priority.default(0),
    timeout_seconds: jobTimeout.optional(),
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
  .refine((run) => run.scores === undefined || run.experiment_id !== undefined, {
    path: ['experiment_id'],
    error: 'is missing: scores are those of an experiment',
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
  readonly arguments: object
}): boolean {
  const { entrypoints, matrix: values, parameters: given, inputs, arguments: more } = run
  const isSaid = entrypoints !== undefined || values !== undefined || Object.keys(more).length > 0
  return isSaid || Object.keys(given).length > 0 || Object.keys(inputs).length > 0
}

/** Submits a run. */
export type RunCreate = z.output<typeof runCreateInput>
