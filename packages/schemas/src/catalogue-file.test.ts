import { describe, expect, it } from 'vitest'
import { readCatalogue } from './catalogue-file.ts'

const text = `# two documents
- application: maps
  version: "1"
  entrypoint: crop
  parameters: { map: { type: string } }
  command:
    - a
    - b
---
application: maps
version: "2"
entrypoint: other
command: [a]
`

/** An entry on one line, with this besides. */
const withField = (field: string) => `{ application: a, version: "1", entrypoint: e, command: [x], ${field} }`

describe('a catalogue file', () => {
  it('has the entries of all its documents, with their defaults', () => {
    const { entries, faults } = readCatalogue(text)
    expect(faults).toEqual([])
    expect(entries).toMatchObject([
      { version: '1', command: ['a', 'b'], timeout_seconds: 3600 },
      { version: '2', entrypoint: 'other' },
    ])
  })

  it.each([
    ['entries.0', 2, 3],
    ['entries.0.parameters.map.type', 5, 24],
    ['entries.0.command.1', 8, 7],
    ['entries.1.version', 11, 1],
    ['entries.1.shell', 10, 1],
    ['entries.0.parameters.map.switch', 5, 17],
  ])('says where %s stands, or what is there of it', (path, line, column) => {
    expect(readCatalogue(text).placeOf(path)).toEqual({ line, column })
  })

  it('says nothing of what is no entry', () => {
    expect(readCatalogue(text).placeOf('files.0.path')).toBeUndefined()
    expect(readCatalogue(text).placeOf('entries.7')).toBeUndefined()
  })

  it('may be JSON, with a mark of its encoding', () => {
    const entry = { application: 'a', version: '1', entrypoint: 'e', command: ['x'] }
    expect(readCatalogue(`\ufeff${JSON.stringify([entry, entry], null, '\t')}`).entries).toHaveLength(2)
  })

  it('may repeat what an anchor names', () => {
    const anchored = `- &base ${withField('network: true')}\n- { <<: *base, entrypoint: other }\n`
    expect(readCatalogue(anchored).entries).toMatchObject([{ network: true }, { entrypoint: 'other', network: true }])
    expect(readCatalogue(anchored).placeOf('entries.1.network')).toEqual({ line: 2, column: 3 })
  })

  it('leaves texts as they are: yes is no truth, and a date no moment', () => {
    const { entries } = readCatalogue(`- ${withField('environment: { A: yes, B: 2026-12-03, C: "1" }')}`)
    expect(entries).toMatchObject([{ environment: { A: 'yes', B: '2026-12-03', C: '1' } }])
  })
})

describe('what is wrong', () => {
  it.each([
    ['- a: 1\n  b: [1, 2\n', 3, 'Flow sequence'],
    ['- a: 1\n  a: 2\n', 2, 'unique'],
    ['- a: 1\n b: 2\n', 2, ''],
  ])('is told with its place where it cannot be read: %j', (broken, line, message) => {
    const { entries, faults } = readCatalogue(broken)
    expect(entries).toEqual([])
    expect(faults[0]).toMatchObject({ message: expect.stringContaining(message), line })
  })

  it.each([
    ['timeout_second: 60', 'entries.1.timeout_second', 'is no field here', 3],
    ['timeout_seconds: soon', 'entries.1.timeout_seconds', 'Invalid input', 65],
    ['checks: [{ files: a }]', 'entries.1.checks.0', 'must have a "file"', 74],
    ['parameters: { n: { type: float } }', 'entries.1.parameters.n.type', 'Invalid option', 84],
  ])('is told with its place where it is no entry: %s', (field, path, message, column) => {
    const { entries, faults } = readCatalogue(`- ${withField('network: true')}\n- ${withField(field)}`)
    expect(entries).toEqual([])
    expect(faults).toMatchObject([{ path, message: expect.stringContaining(message), line: 2, column }])
  })

  it('is a version that is a number', () => {
    const { faults } = readCatalogue('{ application: a, version: 1, entrypoint: e, command: [x] }')
    expect(faults).toEqual([
      { path: 'entries.0.version', message: 'must be text: put it in quotes', line: 1, column: 19 },
    ])
  })

  it('is an anchor that is not there', () => {
    expect(readCatalogue('- *unknown\n').faults).toEqual([{ message: expect.stringContaining('unknown.') }])
  })

  it.each(['', '# nothing\n', '---\n---\n', '[]'])('is that there is no entry: %j', (empty) => {
    expect(readCatalogue(empty).faults).toEqual([{ message: 'There is no entry in it.' }])
  })

  it('is an anchor that repeats itself without end', () => {
    const levels = Array.from({ length: 9 }, (_, at) => {
      return `- &x${at + 1} [${Array.from({ length: 9 }, () => `*x${at}`).join(', ')}]`
    })
    expect(readCatalogue(['- &x0 [1]', ...levels].join('\n')).faults).toHaveLength(1)
  })
})
