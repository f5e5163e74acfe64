import { z } from 'zod'
import { variable } from './application.ts'
import { datasetReference } from './field.ts'

/** What a job of a run is called: its name stands in the paths of its outputs. */
export const jobName = z
  .string()
  .regex(/^[A-Za-z\d][\w.-]{0,99}$/, 'must be 1 to 100 letters, digits, dots, dashes and underscores, no mark first')
  .describe('name of the job: letters, digits, dots, dashes and underscores')

/** A path in a tree or a dataset, or a pattern of such. */
export const inputPath = z.string().min(1).max(1024)

const fileInputs = [
  z.strictObject({
    from: inputPath.describe('a file or folder in a tree, as data/maps/peach.tif'),
    owner: z
      .string()
      .min(1)
      .max(320)
      .optional()
      .describe('whose tree, by e-mail address or id, where it is shared; absent: yours'),
  }),
  z.strictObject({
    dataset: datasetReference,
    path: inputPath.optional().describe('a file or folder of a dataset of files; absent: all of it'),
  }),
] as const

/** Where an input of a job comes from: the tree of files, a dataset, or a job of the same run. */
export const jobInput = z
  .union([
    ...fileInputs,
    z.strictObject({
      several: z
        .array(z.union(fileInputs))
        .max(1000)
        .describe('files and folders that stand together, none of which has a file where another has one'),
    }),
    z.strictObject({
      job: jobName.describe('a job of this run; one that a matrix makes many of: all of them, each in a folder'),
      output: variable.default('result').describe('which of its outputs'),
    }),
  ])
  .describe('Where an input of a job comes from.')

/** Where an input of a job comes from. */
export type JobInput = z.output<typeof jobInput>
