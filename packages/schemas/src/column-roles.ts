import { z } from 'zod'
import { columnName } from './field.ts'

/** Which columns of the dataset play which part. */
export const columnRoles = z.object({
  input: columnName.default('examples').describe('what the model is given'),
  reference: columnName
    .default('ground_truth')
    .describe('what a good output looks like; a JSON list of texts: several, each as good as the others'),
  prediction: columnName.default('predictions').describe('outputs that the dataset holds already'),
})

/** Which columns of the dataset play which part. */
export type ColumnRoles = z.infer<typeof columnRoles>
