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

/**
 * Names by which the columns of a dataset are found where no other is said, the most telling first. Letter case,
 * blanks, hyphens and underscores do not count.
 */
export const usualColumnNames: Readonly<Record<keyof ColumnRoles, readonly string[]>> = {
  input: ['examples', 'input', 'inputs', 'question', 'questions', 'prompt', 'prompts'],
  reference: [
    'ground_truth',
    'ground_truths',
    'reference',
    'references',
    'expected_output',
    'expected',
    'target',
    'targets',
    'answer',
    'answers',
  ],
  prediction: ['predictions', 'prediction', 'output', 'outputs', 'response', 'responses'],
}

/** The columns that can play each part by their names, the most telling first. */
export type RecognisedColumns = Readonly<Record<keyof ColumnRoles, readonly string[]>>

/**
 * Finds the columns that can play each part by their names.
 *
 * @example
 * recogniseColumns(['id', 'Question', 'answer']).input // ['Question']
 */
export function recogniseColumns(names: readonly string[]): RecognisedColumns {
  const named = (usual: readonly string[]) =>
    usual.flatMap((wanted) => names.filter((name) => fold(name) === fold(wanted)))
  return {
    input: named(usualColumnNames.input),
    reference: named(usualColumnNames.reference),
    prediction: named(usualColumnNames.prediction),
  }
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}
