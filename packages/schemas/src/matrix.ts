import { z } from 'zod'
import { parameterValue, variable } from './application.ts'
import { datasetReference } from './field.ts'
import { inputPath } from './job-input.ts'

/** Values over which jobs are made, one for each combination. */
export const matrix = z
  .strictObject({
    parameters: z
      .record(variable, z.array(parameterValue).min(1).max(10_000))
      .default({})
      .describe('the values of each parameter'),
    files: z
      .strictObject({
        pattern: inputPath.optional().describe('files of your tree, as data/maps/*.tif; ** stands for folders too'),
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
