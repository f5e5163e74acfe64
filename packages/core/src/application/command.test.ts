// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { execFileSync } from 'node:child_process'
import { type ApplicationEntry, applicationEntry, DomainError, fillFolders } from '@assay/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandOf } from './command.ts'
import { bindParameters } from './parameters.ts'

const folders = { INPUT_DIR: '/in', OUTPUT_DIR: '/out', TEMP_DIR: '/temp' }

type Given = Parameters<typeof bindParameters>[1]

function entryOf(part: Partial<ApplicationEntry>) {
  return applicationEntry.parse({ application: 'maps', version: '1', entrypoint: 'crop', ...part })
}

function executed(part: Partial<ApplicationEntry>, given: Given, extra?: string[]) {
  const entry = entryOf(part)
  return commandOf(entry, bindParameters(entry.parameters, given), extra).map((one) => fillFolders(one, folders))
}

describe('a command', () => {
  it('has values and folders in the place of their names', () => {
    const command = ['python3', 'crop.py', '--input', '${INPUT_DIR}/maps/${map}.tif', '${OUTPUT_DIR}']
    expect(executed({ command, parameters: { map: { type: 'string' } } }, { map: 'peach' })).toEqual([
      'python3',
      'crop.py',
      '--input',
      '/in/maps/peach.tif',
      '/out',
    ])
  })

  it('takes the dollar signs of values as they are', () => {
    const command = ['echo', '${text}', '$$HOME']
    const parameters = { text: { type: 'string' } } as const
    expect(executed({ command, parameters }, { text: '${INPUT_DIR} $$ $' })).toEqual([
      'echo',
      '${INPUT_DIR} $$ $',
      '$HOME',
    ])
  })

  it('has switches after it, in the order of the entry, and the extra arguments of the run last', () => {
    const parameters = {
      threshold: { type: 'number', default: 0.5, switch: '--threshold' },
      size: { type: 'integer', list: true, switch: '--size' },
      verbose: { type: 'boolean', default: true, switch: '-v' },
      quiet: { type: 'boolean', default: false, switch: '-q' },
      note: { type: 'string', optional: true, switch: '--note' },
    } as const
    expect(executed({ command: ['crop'], parameters }, { size: [3, 1] }, ['--extra', 'a b'])).toEqual([
      ...['crop', '--threshold', '0.5', '--size', '3', '1', '-v', '--extra', 'a b'],
    ])
  })

  it('is empty for an image with a command of its own', () => {
    expect(executed({ image: 'crop:1' }, {})).toEqual([])
  })

  it('refuses a name that has no value', () => {
    expect(() => executed({ command: ['crop', '${map}'] }, {})).toThrow(/\$\{map\} has no value/)
  })
})

describe('a shell line', () => {
  it.each(['printf \'<%s>\' "$text"', 'printf \'<%s>\' "${text}"', 'x="$text"; printf "<%s>" "$x"'])(
    'never reads a value: %s',
    (shell) => {
      const texts = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed())
      fc.assert(
        fc.property(texts, (text) => {
          expect(output({ shell, parameters: { text: { type: 'string' } } }, { text })).toBe(`<${text}>`)
        }),
        {
          numRuns: 20,
          examples: [["it's"], ['$(id)'], ['`id`'], ['a\nb'], ['${HOME}'], ['\\'], ['"'], ['; id'], ['']],
        },
      )
    },
  )

  it('gets switches and extra arguments as words of their own', () => {
    const entry = { shell: "printf '<%s>'", parameters: { name: { type: 'string', switch: '--name' } } } as const
    expect(output(entry, { name: 'a b' }, ['$(id)'])).toBe('<--name><a b><$(id)>')
  })

  it('keeps its own dollar signs, and may split a list', () => {
    const parameters = { sizes: { type: 'integer', list: true } } as const
    const shell = 'x=5; for size in $sizes; do x=$((x + size)); done; echo "$x ${x}"'
    expect(output({ shell, parameters }, { sizes: [1, 2] })).toBe('8 8\n')
  })
})

function output(...asked: Parameters<typeof executed>): string {
  const [program = '', ...argv] = executed(...asked)
  return execFileSync(program, argv, { encoding: 'utf8' })
}

describe('parameters', () => {
  const parameters: ApplicationEntry['parameters'] = {
    map: { type: 'string', max_length: 5 },
    size: { type: 'integer', min: 1, max: 9, default: 3 },
    mode: { type: 'string', choices: ['fast', 'exact'], default: 'fast' },
    all: { type: 'boolean', optional: true },
    weights: { type: 'number', list: true, optional: true },
  }

  it('have their defaults', () => {
    const { parameters: declared } = entryOf({ command: ['x'], parameters })
    expect(bindParameters(declared, { map: 'peach' })).toEqual({ map: 'peach', size: 3, mode: 'fast' })
  })

  it.each<[Given, string]>([
    [{}, 'parameters.map: must be given'],
    [{ map: 'peaches' }, 'parameters.map: must have at most 5 characters'],
    [{ map: 5 }, 'parameters.map: must be a text'],
    [{ map: ['a'] }, 'parameters.map: takes one value, not a list'],
    [{ map: 'a', size: 1.5 }, 'parameters.size: must be an integer'],
    [{ map: 'a', size: 0 }, 'parameters.size: must be at least 1'],
    [{ map: 'a', size: 10 }, 'parameters.size: must be at most 9'],
    [{ map: 'a', size: '3' }, 'parameters.size: must be an integer'],
    [{ map: 'a', mode: 'slow' }, 'parameters.mode: must be one of fast, exact'],
    [{ map: 'a', all: 'yes' }, 'parameters.all: must be true or false'],
    [{ map: 'a', weights: 1 }, 'parameters.weights: must be a list'],
    [{ map: 'a', weights: [1, '2'] }, 'parameters.weights: must be a number'],
    [{ map: 'a', weights: [Number.NaN] }, 'parameters.weights: must be a finite number'],
    [{ map: 'a\0' }, 'parameters.map: must be whole Unicode text without NUL'],
    [
      { map: 'a', mop: 1 },
      'parameters.mop: is no parameter of this entrypoint, which has map, size, mode, all, weights',
    ],
    [{ map: 'a', constructor: 'x' }, 'parameters.constructor: is no parameter of this entrypoint'],
  ])('%j: %s', (given, message) => {
    const { parameters: declared } = entryOf({ command: ['x'], parameters })
    expect(refusal(() => bindParameters(declared, given))).toContain(message)
  })
})

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (DomainError.is(error, 'INPUT_INVALID')) return error.message
    throw error
  }
  return 'nothing was refused'
}
