import type { JobChange, JobExplanation } from '@assay/schemas'

type Cause = Pick<JobExplanation, 'cause' | 'changes' | 'because_of'>

/** Why a job ran, in a sentence. */
export function sentenceOf({ cause, changes, because_of }: Cause): string {
  const ran = because_of.map((name) => `"${name}"`).join(', ')
  const own = changes.filter(({ part }) => part !== 'upstream')
  const told = {
    reused: 'Nothing that it is made of has changed: what an earlier job left is reused.',
    first: 'Nothing like it has run before.',
    changed: `${own.slice(0, mostTold).map(changeOf).join('; ')}${more(own.length)}.`,
    upstream: `It needs ${ran}, which ran again.`,
    forced: 'It was to run again, whatever there was.',
    never_reused: 'Equal inputs need not give it equal outputs, so that it always runs.',
    unfinished: 'An equal job had not succeeded by then, or what it left is gone.',
  } satisfies Record<JobExplanation['cause'], string>
  return told[cause]
}

const mostTold = 5

function more(count: number): string {
  return count > mostTold ? `; and ${count - mostTold} more` : ''
}

const nouns = {
  file: 'the file of the catalogue',
  image: 'the image',
  command: 'the command',
  parameter: 'the parameter',
  environment: 'the variable',
  definition: 'in the definition of the entrypoint, the',
  platform: 'the platform',
  input: 'the input file',
  secret: 'the value of the secret',
  upstream: 'the job',
  dataset: 'the data',
  column: 'the column of',
  model: 'in the model, the',
  task: 'in the task, the',
  metric: 'the metric',
  setting: 'the setting',
} as const satisfies Record<JobChange['part'], string>

/** Parts that have one thing only are named by themselves. */
const alone = new Set<JobChange['part']>(['image', 'platform', 'dataset'])

function changeOf({ part, name, before, after }: JobChange): string {
  const what = alone.has(part) || (part === 'command' && name === part) ? nouns[part] : `${nouns[part]} ${name}`
  const noun = what.replace(/^./, (letter) => letter.toUpperCase())
  if (after === null) return `${noun} is no longer there`
  if (before === null) return `${noun} is new`
  const isShown = part === 'parameter' || part === 'environment' || part === 'setting'
  return isShown ? `${noun} was ${before} and is ${after}` : `${noun} has changed`
}
