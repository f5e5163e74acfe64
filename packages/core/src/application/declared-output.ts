import { type ApplicationSpec, fillFolders } from '@assay/schemas'
import { fill } from './template.ts'

/** Where an output is collected below the folder of outputs; empty: it is that folder. */
export function pathOfOutput(
  { outputs, parameters }: Pick<ApplicationSpec, 'outputs' | 'parameters'>,
  name: string,
): string {
  const declared = outputs[name]?.path ?? '.'
  const filled = fillFolders(fill(declared, parameters), noFolders)
  return filled
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}

const noFolders = { INPUT_DIR: '', OUTPUT_DIR: '', TEMP_DIR: '' }
