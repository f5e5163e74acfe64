// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { applicationSchema } from '@assay/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform, type TestUser } from '../../testing/src/index.ts'
import { createMachine, type Machine } from './assay.ts'

let platform: Platform
let machine: Machine
let admin: TestUser

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  admin = await platform.addUser({ groups: ['users', 'admin'] })
  machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: admin.key })
}, 60_000)
afterAll(async () => {
  await machine[Symbol.asyncDispose]()
  await platform[Symbol.asyncDispose]()
})

const maps = `# yaml-language-server: $schema=applications.schema.json
- application: maps
  version: "1"
  entrypoint: legend_segment
  command: [python3, legend_segment.py, --input, "\${INPUT_DIR}/maps/\${map}.tif", --output, "\${OUTPUT_DIR}"]
  files: [legend_segment.py]
  parameters: { map: { type: string }, threshold: { type: number, default: 0.5, switch: --threshold } }
  inputs: { map: { from: "data/maps/\${map}.tif", mount: maps } }
  checks: [{ file: "\${map}_segmentation.json", min_bytes: 2 }]
---
application: maps
version: "1"
entrypoint: map_crop
description: Cuts a map.
requires: [legend_segment]
shell: ls "$INPUT_DIR" > "$OUTPUT_DIR/list"
files: [weights/größe.bin]
`
const weights = Buffer.alloc(200_000, 'w')

async function write(path: string, content: string | Buffer): Promise<void> {
  const whole = join(machine.folder, path)
  await mkdir(join(whole, '..'), { recursive: true })
  await writeFile(whole, content)
}

describe('a catalogue file', () => {
  it('is looked at, applied, and applied again without a change', async () => {
    await write('maps/applications.yaml', maps)
    await write('maps/legend_segment.py', 'print("legend")\n')
    await write('maps/weights/größe.bin', weights)
    const dry = await machine.assay(['applications', 'apply', 'maps/applications.yaml', '--dry-run'])
    expect(dry.stdout).toMatch(/^created +maps\/1\/legend_segment\ncreated +maps\/1\/map_crop\n/m)
    expect(dry.stdout).toContain('To be sent: legend_segment.py, weights/größe.bin')
    expect((await machine.assay(['applications', 'list'])).stderr).toContain('There are none.')

    const applied = await machine.assay(['applications', 'apply', 'maps/applications.yaml'])
    expect([applied.exitCode, applied.stdout]).toEqual([0, expect.stringMatching(/^created +maps\/1\/map_crop$/m)])
    const again = await machine.assay(['applications', 'apply', 'maps/applications.yaml', '--json'])
    expect(JSON.parse(again.stdout).items).toMatchObject([{ outcome: 'unchanged' }, { outcome: 'unchanged' }])
    expect((await admin.client.audit.list({ procedure: 'applications.put' })).items).toHaveLength(1)
  })

  it('is listed and shown, for everyone, with its files', async () => {
    const environment = { ASSAY_API_KEY: platform.user.key }
    const listed = await machine.assay(['applications', 'list', '--application', 'maps'], { environment })
    expect(listed.stdout).toMatch(/^maps\/1 +legend_segment, map_crop +no /m)
    const version = await machine.assay(['applications', 'get', 'maps/1'], { environment })
    expect(version.stdout).toMatch(/^map_crop +legend_segment +no +Cuts a map\.$/m)
    const { stdout } = await machine.assay(['applications', 'get', 'maps/1/legend_segment'], { environment })
    expect(stdout).toMatch(/^Application +maps\/1\/legend_segment$/m)
    expect(stdout).toMatch(/^threshold +number +0\.5$/m)
    expect(stdout).toMatch(/^map +text +must be given$/m)
    const file = await machine.assay(
      ['applications', 'file', 'maps/1/map_crop', 'weights/größe.bin', '-o', 'got.bin'],
      { environment },
    )
    expect(file.exitCode).toBe(0)
    expect((await readFile(join(machine.folder, 'got.bin'))).equals(weights)).toBe(true)
  })

  it('is refused to who is no admin, and changes nothing', async () => {
    const environment = { ASSAY_API_KEY: platform.user.key }
    for (const args of [
      ['apply', '-'],
      ['apply', '-', '--dry-run'],
      ['remove', 'maps/1'],
    ]) {
      const input = '{ application: other, version: "1", entrypoint: a, command: [a] }'
      const refused = await machine.assay(['applications', ...args], { environment, input })
      expect(refused.exitCode, args.join(' ')).toBe(1)
      expect(refused.stderr).toContain('admin')
    }
    expect((await platform.client.applications.list()).items).toMatchObject([{ application: 'maps' }])
  })

  it('may come on stdin, as JSON', async () => {
    const input = JSON.stringify({ application: 'piped', version: '1', entrypoint: 'a', command: ['true'] })
    expect((await machine.assay(['applications', 'apply', '-'], { input })).stdout).toMatch(/^created +piped\/1\/a$/m)
  })
})

describe('what a job has used', () => {
  it('is refused where it differs, with what differs', async () => {
    const used_at = new Date().toISOString()
    await platform.core.db.updateTable('entrypoints').set({ used_at }).where('application', '=', 'maps').execute()
    await write('maps/applications.yaml', maps.replace('default: 0.5', 'default: 0.7'))
    const dry = await machine.assay(['applications', 'apply', 'maps/applications.yaml', '--dry-run'])
    expect(dry.exitCode).toBe(1)
    expect(dry.stdout).toMatch(/^refused +maps\/1\/legend_segment$/m)
    expect(dry.stdout).toContain('  parameters.threshold.default: 0.5 → 0.7')
    const { exitCode, stderr } = await machine.assay(['applications', 'apply', 'maps/applications.yaml'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('maps/1/legend_segment differs in "parameters.threshold.default". Give a new version.')
    await write('maps/applications.yaml', maps.replaceAll('version: "1"', 'version: "2"'))
    expect((await machine.assay(['applications', 'apply', 'maps/applications.yaml'])).exitCode).toBe(0)
    const { stdout } = await machine.assay(['applications', 'list', '--application', 'maps', '--json'])
    expect(JSON.parse(stdout).map(({ version }: { version: string }) => version)).toEqual(['2', '1'])
  })

  it('can be removed, and named again by what resembles it', async () => {
    expect((await machine.assay(['applications', 'remove', 'maps/2/map_crop'])).stdout).toBe('Removed map_crop.\n')
    const gone = await machine.assay(['applications', 'get', 'maps/2/map_crop'])
    expect([gone.exitCode, gone.stderr]).toEqual([1, expect.stringContaining('no application "maps/2/map_crop"')])
    expect((await machine.assay(['applications', 'get', 'maps/2/legend_segmen'])).stderr).toContain(
      'Did you mean "maps/2/legend_segment"?',
    )
  })
})

describe('what is wrong in a catalogue file', () => {
  it.each([
    [
      `${maps}parameters: { n: { type: integer, min: 3, max: 2 } }\n`,
      'broken.yaml:18:35: entries.1.parameters.n.min: is above 2',
    ],
    [maps.replace('[legend_segment.py]', '[../got.bin]'), 'broken.yaml:6:11: entries.0.files.0: must be a path below'],
  ])('is told with line and column: %j', async (content, message) => {
    await write('maps/broken.yaml', content)
    const { exitCode, stderr } = await machine.assay(['applications', 'apply', 'maps/broken.yaml'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(message)
  })

  it('is told a program with its places', async () => {
    const { stderr } = await machine.assay(['applications', 'apply', '-', '--json'], { input: '- { version: 1 }' })
    expect(JSON.parse(stderr)).toMatchObject({
      code: 'INPUT_INVALID',
      data: { issues: expect.arrayContaining([expect.objectContaining({ path: 'entries.0.version', line: 1 })]) },
    })
  })
})

it('prints the JSON Schema that the server has too', async () => {
  const { stdout } = await machine.assay(['applications', 'schema'])
  const served = await fetch(`${platform.url}/api/v1/applications.schema.json`)
  expect(served.headers.get('content-type')).toContain('application/schema+json')
  const schema = JSON.parse(JSON.stringify(applicationSchema()))
  expect([JSON.parse(stdout), await served.json()]).toEqual([schema, schema])
})

describe('a file of DECODE’s', () => {
  it('is applied as it is, and its faults have line and column', async () => {
    const entry = 'app: { cmd: [fit] }, handler: { image_url: "registry.example.org/smlm:1" }'
    await write('decode.yaml', `smlm:\n  latest:\n    fit: { ${entry} }\n`)
    const applied = await machine.assay(['applications', 'apply', '--decode', 'decode.yaml'])
    expect(applied.stdout).toMatch(/^created +smlm\/latest\/fit$/m)
    await write('broken.yaml', 'smlm:\n  latest:\n    fit: { app: { cmd: [1] } }\n')
    const { exitCode, stderr } = await machine.assay(['applications', 'apply', '--decode', 'broken.yaml'])
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining('broken.yaml:3:25: smlm.latest.fit.app.cmd.0: must be text'),
    ])
  })
})
