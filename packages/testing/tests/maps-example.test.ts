import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Platform, startPlatform, type TestUser } from '../src/index.ts'

const root = join(import.meta.dirname, '../../..')
const example = join(root, 'examples/applications/maps')
const hasNode = ['/usr/local/bin/node', '/usr/bin/node', '/bin/node'].some((path) => existsSync(path))

/** SHA-256 of every file that a run leaves, by job: what the scripts write when they are run by hand. */
const expected = {
  'geopackage/peach.geojson': '58a23b961ef2710e85ff51f3aab56df19d3c21d359ed774328988d4d0d4ddff5',
  'georeference/peach.json': '2d29eb24aff02769f9c1e928bfa10dc7195a69d85299ce7d900ce189b70918fe',
  'legend_item_description/peach_line.json': '6e58f8a1c9242a3eb673ed2f4318dbd355a3f18d4aad23949d36764423c0f003',
  'legend_item_description/peach_point.json': '89007cebcb94182008acf82dba96ddde42bd6cf038657e030cb6caa67c63c650',
  'legend_item_description/peach_polygon.json': '0e0fa8ed35a097c2f86888e39d3d2d6938d4d7afd326239027847ec3b3fddf0d',
  'legend_item_segment/peach_PointLineType.geojson': '8be473301e82d4418bd1f0058bf209efd87b234994f501b638b61b1452619f97',
  'legend_segment/peach_map_segmentation.json': 'e1424bd3e9d26b6605a29078eb2f514211a5445d67a3b075aaee54a796e270bd',
  'line_extract/peach_lines.csv': '339b3a9563e30721b3a397ec6866b84e994dd5f9037073af7ac164ab2186b99a',
  'map_crop/peach_g32_s32_wo_legend/0_0.ppm': '0646210a92e964711ec7313ec9e06ab64b30fc83f92f20de477034f97291af0a',
  'map_crop/peach_g32_s32_wo_legend/0_32.ppm': '7df58fdacbef12e77f61ca16ba1cdecaa339c0ad8e7bc274de07e312c1cc2b57',
  'map_crop/peach_g32_s32_wo_legend/0_64.ppm': 'eef4c7e752e82db994493aaea027188833abf86e2d25d4ccf8c6eab98f6e70ba',
  'map_crop/peach_g32_s32_wo_legend/32_0.ppm': '6ef54dd6c30da48bb9e069aa4c525cdf3846dd40a034e299eb25971bf17997bf',
  'map_crop/peach_g32_s32_wo_legend/32_32.ppm': 'd2464479e397295aa15e349e0ca8beb76c76eee22952ed36ade37ee0d1b52f50',
  'map_crop/peach_g32_s32_wo_legend/32_64.ppm': '1c380086cbd86c012ddbb818a806922d14a7fda5962547720bf3efba1cc6374c',
  'map_crop/peach_g32_s32_wo_legend/64_0.ppm': '3d5378d8c420c005301b28357c1aa66e226e433fd342606a2964e99af2a8e5e1',
  'map_crop/peach_g32_s32_wo_legend/64_32.ppm': 'b4239dbb3023f1e6ccddee972fd80e5ada59dfdfd9917b6a422c1c32a76cc29e',
  'map_crop/peach_g32_s32_wo_legend/64_64.ppm': 'aa14ac4f43a232d1c47eaa52f30e842c325c082fdf52514b6524d3781cb07ae8',
  'point_extract/peach_points.csv': 'c6cfefbeec78a7ec1583ac0a84237d33f60bf782cf5ba32b0f4ba5b24c6e4147',
  'polygon_extract/peach_polygons.csv': 'cd422663386568fa10c0e749449ca713ffbe93cd88d2d0f2e591b9adcb8b2fd9',
}

let platform: Platform
let admin: TestUser
let folder: string
let readme: string

beforeAll(async () => {
  platform = await startPlatform()
  admin = await platform.addUser({ groups: ['users', 'admin'] })
  folder = await mkdtemp(join(tmpdir(), 'assay-maps-'))
  readme = await readFile(join(root, 'README.md'), 'utf8')
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function assay(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], XDG_STATE_HOME: folder, ASSAY_URL: platform.url, ASSAY_API_KEY: admin.key }
  const main = join(root, 'packages/cli/src/main.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { cwd: root, env })
  return stdout
}

const runOf = z.object({ id: z.string(), state: z.string() })
const graphOf = z.array(z.object({ name: z.string(), state: z.string(), reused_from: z.string().nullable() }))

async function run(...args: readonly string[]): Promise<string> {
  const ended = runOf.parse(JSON.parse(await assay('run', 'maps/1/geopackage', ...args, '--follow', '--json')))
  expect(ended.state).toBe('succeeded')
  return ended.id
}

/** The jobs of a run that were executed, not reused. */
async function executed(run_id: string): Promise<string[]> {
  const nodes = graphOf.parse(JSON.parse(await assay('runs', 'graph', run_id, '--json')))
  expect(nodes).toHaveLength(9)
  return nodes.flatMap(({ name, reused_from }) => (reused_from === null ? [name] : [])).toSorted()
}

async function hashesBelow(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
  const hashes = paths.map(async (path) => {
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    return [path.slice(directory.length + 1), sha256]
  })
  return Object.fromEntries(await Promise.all(hashes))
}

/** A PNG with one chunk of pixels, as ours, whose last pixel is another: no filter lets it reach others. */
function withOtherLastPixel(png: Buffer): Buffer {
  const [head, length] = [33, png.readUInt32BE(33)]
  const lines = inflateSync(png.subarray(head + 8, head + 8 + length))
  lines.writeUInt8(lines.readUInt8(lines.length - 1) ^ 1, lines.length - 1)
  const chunk = Buffer.concat([Buffer.from('IDAT'), deflateSync(lines)])
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  size.writeUInt32BE(chunk.length - 4)
  sum.writeUInt32BE(crc32(chunk))
  return Buffer.concat([png.subarray(0, head), size, chunk, sum, png.subarray(head + length + 12)])
}

describe('nine applications that read a map', () => {
  beforeEach(({ skip }) => skip(!hasNode, 'no node in /usr or /usr/local, where the sandbox would find it'))

  it('are run from the terminal, and leave what they do when they are run by hand, byte for byte', async () => {
    const commands = [...readme.matchAll(/^\$ npx assay (.+)$/gm)].map(([, line = '']) => line.split(' '))
    expect(commands[3]).toEqual(['run', 'maps/1/geopackage', '--map', 'peach', '--follow'])
    for (const command of commands.slice(0, 3)) await assay(...command)
    const id = await run('--map', 'peach')
    expect(await executed(id)).toHaveLength(9)
    const outputs = join(folder, 'outputs')
    await assay('files', 'get', `output/${id}/`, outputs)
    expect(await hashesBelow(outputs)).toEqual(expected)
    expect(await assay('runs', 'explain', id)).toContain('Nothing like it has run before.')
  }, 60_000)

  it('are all reused where nothing has changed', async () => {
    expect(await executed(await run('--map', 'peach'))).toEqual([])
  }, 60_000)

  it('run again where a parameter is theirs, or that of one that they need', async () => {
    const id = await run('--map', 'peach', '--patch', '16')
    expect(await executed(id)).toEqual(['geopackage', 'line_extract', 'map_crop', 'point_extract'])
    expect(await assay('runs', 'explain', id)).toContain('The parameter patch was 32 and is 16.')
  }, 60_000)

  it('run again where one name in a table has changed, and say that it was the table', async () => {
    const symbols = join(folder, 'symbols.csv')
    await writeFile(symbols, (await readFile(join(example, 'symbols.csv'), 'utf8')).replace('spring', 'well'))
    await assay('files', 'put', symbols, 'data/tables/')
    const id = await run('--map', 'peach')
    const ran = ['legend_item_description', 'line_extract', 'point_extract', 'polygon_extract']
    expect(await executed(id)).toEqual(['geopackage', ...ran])
    expect(readme).toContain(await assay('runs', 'graph', id))
    const [changed, ...others] = (await assay('runs', 'explain', id))
      .split('\n')
      .filter((line) => line.includes(' changed '))
    expect([others, changed]).toEqual([
      [],
      expect.stringMatching(/^legend_item_description .+ symbols\.csv has changed\.$/),
    ])
    expect(readme).toContain(`${changed}\n`)
    const left = await admin.client.files.download(`output/${id}/geopackage/peach.geojson`)
    expect(await left.text()).toContain('"name": "well"')
  }, 60_000)

  it('run again where one pixel of the map has changed, but for the one that does not look at it', async () => {
    const peach = join(folder, 'peach.png')
    await writeFile(peach, withOtherLastPixel(await readFile(join(example, 'peach.png'))))
    await assay('files', 'put', peach, 'data/maps/')
    const ran = await executed(await run('--map', 'peach'))
    expect(ran).toHaveLength(8)
    expect(ran).not.toContain('georeference')
  }, 60_000)
})
