import { type ApplicationSpec, fillFolders } from '@assay/schemas'
import { fill } from './template.ts'

/** Where an output is collected below the folder of outputs; empty: it is that folder; scratch files stand in temp. */
export function pathOfOutput(
  { outputs, parameters }: Pick<ApplicationSpec, 'outputs' | 'parameters'>,
  name: string,
): string {
  const { path: declared = '.', from } = outputs[name] ?? {}
  const filled = fillFolders(fill(declared, parameters), noFolders)
  return (from === 'temp' ? `temp/${filled}` : filled)
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}

const noFolders = { INPUT_DIR: '', OUTPUT_DIR: '', TEMP_DIR: '' }
