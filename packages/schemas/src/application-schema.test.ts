// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { applicationEntry } from './application.ts'
import { applicationSchema } from './application-schema.ts'

const validate = new Ajv2020({ strict: false }).compile(applicationSchema())

const least = { application: 'maps', version: '1', entrypoint: 'legend_segment', command: ['python3', 'a.py'] }
const { command: _, ...named } = least

const whole = {
  ...least,
  command: ['python3', 'legend_segment.py', '--input', '${INPUT_DIR}/maps/${map}.tif', '--output', '${OUTPUT_DIR}'],
  files: ['legend_segment.py', 'lib/größe.py'],
  executor: 'process',
  parameters: { map: { type: 'string' }, threshold: { type: 'number', default: 0.5, switch: '--threshold' } },
  inputs: { map: { from: 'data/maps/${map}', mount: 'maps' } },
  outputs: { result: { path: '.', to: 'output' } },
  checks: [{ file: '${map}_segmentation.json', min_bytes: 2 }, { folder: 'tiles' }],
  resources: { cpu: 1, memory_bytes: 1_073_741_824, gpu: 0 },
  timeout_seconds: 3600,
  max_running: 2,
}

const entries: readonly unknown[] = [
  least,
  whole,
  { ...named, shell: 'sort < "$INPUT_DIR/a" > "$OUTPUT_DIR/b"' },
  { ...named, image: 'busybox:1' },
  { ...named, image: 'busybox:1', executor: 'docker' },
  { ...least, application: 'Maps.v2', entrypoint: 'Map_Crop' },
  { ...least, parameters: { Map: { type: 'string', choices: ['a', 'b'], default: 'a' } } },
  named,
  { ...named, image: 'busybox:1', executor: 'process' },
  { ...least, executor: 'docker' },
  { ...least, shell: 'true' },
  { ...least, version: 1 },
  { ...least, entrypoint: 'a/b' },
  { ...least, timeout_second: 60 },
  { ...least, parameters: { 'not a name': { type: 'string' } } },
  { ...least, parameters: { map: { type: 'text' } } },
  { ...least, resources: { cpu: 0 } },
  { ...least, checks: [{ file: 'a', folder: 'b' }] },
  { ...least, max_running: 0 },
  { ...least, environment: { '1A': 'x' } },
  'legend_segment',
  null,
]

it.each(entries)('says of an entry what the server says: %j', (entry) => {
  expect(validate(entry)).toBe(applicationEntry.safeParse(entry).success)
})

it('takes a list of entries, as a file has them, and tells what each field is for', () => {
  expect(validate([least, whole])).toBe(true)
  expect(validate([least, named])).toBe(false)
  const text = JSON.stringify(applicationSchema())
  expect(text).toContain('variables that a run may set')
  expect(text).toContain('"default":3600')
})
