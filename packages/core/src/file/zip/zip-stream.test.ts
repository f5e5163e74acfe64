import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ZipEntry, ZipFile } from './zip-entry.ts'
import { zipStream } from './zip-stream.ts'

const run = promisify(execFile)
const modified_at = '2026-02-03T04:05:06.000Z'
const seen = `
import sys, json, zipfile, hashlib
with zipfile.ZipFile(sys.argv[1]) as zip:
    bad = zip.testzip()
    assert bad is None, bad
    print(json.dumps([[i.filename, i.file_size, i.date_time, i.external_attr >> 16,
        hashlib.sha256(zip.read(i)).hexdigest() if i.file_size < 10_000_000 else None] for i in zip.infolist()]))
`
const damaged: ZipFile['damaged'] = (damage) => new Error(`it is ${damage}`)
type Seen = [path: string, size_bytes: number, time: number[], mode: number, sha256: string | null][]

const hasPython = await isInstalled('python3', '--version')
const hasUnzip = await isInstalled('unzip', '-v')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-zip-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function isInstalled(program: string, option: string): Promise<boolean> {
  return run(program, [option]).then(
    () => true,
    () => false,
  )
}

async function save(entries: Iterable<ZipEntry>): Promise<string> {
  const path = join(folder, 'made.zip')
  await pipeline(zipStream(Readable.from(entries)), createWriteStream(path))
  return path
}

async function readBack(path: string): Promise<Seen> {
  const { stdout } = await run('python3', ['-c', seen, path], { maxBuffer: 1 << 28 })
  return JSON.parse(stdout)
}

function fileOf(path: string, bytes: Buffer): ZipEntry {
  const file = { size_bytes: bytes.length, sha256: sha256Of(bytes), open: async () => Readable.from([bytes]), damaged }
  return { path, modified_at, file }
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe('as Python reads it', () => {
  beforeEach(({ skip }) => skip(!hasPython, 'python3 is not installed'))

  it('has the bytes, times and modes of small and large files, and empty folders', async () => {
    const small = Buffer.from('small')
    const large = Buffer.alloc(1_000_000, 'large ')
    const empty = Buffer.alloc(0)
    const entries = [
      { path: 'run/', modified_at },
      fileOf('run/small.txt', small),
      fileOf('run/large.txt', large),
      fileOf('run/empty.txt', empty),
      { path: 'run/nothing in it/', modified_at },
    ]
    const time = [2026, 2, 3, 4, 5, 6]
    expect(await readBack(await save(entries))).toEqual([
      ['run/', 0, time, 0o40755, sha256Of(empty)],
      ['run/small.txt', 5, time, 0o100644, sha256Of(small)],
      ['run/large.txt', 1_000_000, time, 0o100644, sha256Of(large)],
      ['run/empty.txt', 0, time, 0o100644, sha256Of(empty)],
      ['run/nothing in it/', 0, time, 0o40755, sha256Of(empty)],
    ])
  })

  it('has names of every kind of Unicode as they are', async () => {
    const names = [
      'naïve',
      'naı\u0308ve',
      '日本語',
      'עברית',
      '🧪👩‍🔬',
      '\u{10ffff}',
      '&?"<>|*',
      "it's;,=",
      '~%41',
      'é'.repeat(500),
    ]
    const entries = names.map((name) => fileOf(name, Buffer.from(name)))
    const back = await readBack(await save(entries))
    expect(back.map(([path]) => path)).toEqual(names)
  })

  it('may have more than 65,535 entries', { timeout: 60_000 }, async () => {
    const entries = Array.from({ length: 70_000 }, (_, index) => fileOf(`f${index}`, Buffer.from([index % 256])))
    const back = await readBack(await save(entries))
    expect(back).toHaveLength(70_000)
    expect(back.at(-1)?.[0]).toBe('f69999')
  })

  it('may have entries of more than 4 GiB, and others behind them', { timeout: 120_000 }, async () => {
    const size_bytes = 2 ** 32 + 5
    const zeros = Buffer.alloc(1 << 20)
    const bytes = function* () {
      for (let left = size_bytes; left > 0; left -= zeros.length) yield zeros.subarray(0, left)
    }
    const large = { size_bytes, sha256: null, open: async () => Readable.from(bytes()), damaged }
    const entries = [{ path: 'large', modified_at, file: large }, fileOf('behind', Buffer.from('behind'))]
    const path = join(folder, 'sparse.zip')
    await saveSparse(zipStream(Readable.from(entries)), { path, zeros })
    const back = await readBack(path)
    expect(back.map(([name, size]) => [name, size])).toEqual([
      ['large', size_bytes],
      ['behind', 6],
    ])
    expect(back.at(-1)?.[4]).toBe(sha256Of(Buffer.from('behind')))
  })
})

it('is whole to Info-ZIP', async ({ skip }) => {
  skip(!hasUnzip, 'unzip is not installed')
  const entries = [{ path: 'a/', modified_at }, fileOf('a/ö', Buffer.from('1')), fileOf('b', Buffer.alloc(500_000, 7))]
  const { stdout } = await run('unzip', ['-t', await save(entries)])
  expect(stdout).toContain('No errors detected')
})

it('is a zip of nothing when nothing is in it', async () => {
  const path = await save([])
  const handle = await open(path)
  await using _closing = { [Symbol.asyncDispose]: () => handle.close() }
  const bytes = await handle.readFile()
  expect(bytes.readUInt32LE(0)).toBe(0x06054b50)
  expect(bytes).toHaveLength(22)
})

describe('of a file that cannot be read whole', () => {
  const good = fileOf('good', Buffer.from('good'))
  const sizes = { small: 10, large: 1_000_000 }
  const content = (size_bytes: number) => Buffer.alloc(size_bytes, 'x')
  const damage = {
    altered: (size_bytes: number) => Readable.from([content(size_bytes - 1), Buffer.from('y')]),
    cut: (size_bytes: number) => Readable.from([content(size_bytes - 1)]),
    longer: (size_bytes: number) => Readable.from([content(size_bytes), Buffer.from('x')]),
  }

  for (const [size, size_bytes] of Object.entries(sizes)) {
    for (const [kind, source] of Object.entries(damage)) {
      it(`breaks off, when a ${size} one is ${kind}`, async () => {
        const file = {
          size_bytes,
          sha256: sha256Of(content(size_bytes)),
          open: async () => source(size_bytes),
          damaged,
        }
        await expect(save([good, { path: 'bad', modified_at, file }, good])).rejects.toThrow(
          kind === 'cut' ? 'it is cut' : 'it is altered',
        )
      })
    }

    it(`breaks off with the error of a ${size} one`, async () => {
      const open = async () => {
        const source = new Readable({ read: () => setImmediate(() => source.destroy(new Error('the disk is gone'))) })
        source.push('x')
        return source
      }
      const file = { size_bytes, sha256: null, open, damaged }
      const saving = save([good, { path: 'bad', modified_at, file }, good])
      await expect(saving).rejects.toThrow('the disk is gone')
    })
  }

  it('has said no end by then', async () => {
    const file = { size_bytes: 3, sha256: null, open: async () => Promise.reject(new Error('gone')), damaged }
    const zip = zipStream(Readable.from([good, { path: 'bad', modified_at, file }]))
    const chunks: Buffer[] = []
    zip.on('data', (chunk) => chunks.push(chunk))
    const [error] = await once(zip, 'error')
    expect(error).toEqual(new Error('gone'))
    expect(Buffer.concat(chunks).includes(Buffer.from([0x50, 0x4b, 0x05, 0x06]))).toBe(false)
  })
})

describe('when nobody reads it any more', () => {
  it('closes what it has opened, though that never ends, and opens nothing more', async () => {
    const opened: Readable[] = []
    const stuck = (size_bytes: number) => ({
      size_bytes,
      sha256: null,
      open: async () => {
        const source = new Readable({ read() {} })
        opened.push(source)
        return source
      },
      damaged,
    })
    let ended = false
    async function* entries() {
      try {
        for (let index = 0; ; index++) yield { path: `f${index}`, modified_at, file: stuck(10) }
      } finally {
        ended = true
      }
    }
    const zip = zipStream(entries())
    zip.on('data', () => {})
    await expect.poll(() => opened.length).toBe(17)
    zip.destroy()
    await once(zip, 'close')
    await expect.poll(() => opened.every(({ closed }) => closed)).toBe(true)
    expect(opened).toHaveLength(17)
    expect(ended).toBe(true)
  })

  it('reads no more than a reader takes', async () => {
    let passed_bytes = 0
    async function* bytes() {
      for (;;) {
        passed_bytes += 65_536
        yield Buffer.alloc(65_536)
      }
    }
    const file = { size_bytes: 1e12, sha256: null, open: async () => Readable.from(bytes()), damaged }
    const zip = zipStream(Readable.from([{ path: 'endless', modified_at, file }]))
    await once(zip, 'readable')
    const before = passed_bytes
    await new Promise(setImmediate)
    expect(passed_bytes).toBe(before)
    expect(passed_bytes).toBeLessThan(4_000_000)
    zip.destroy()
    await once(zip, 'close')
  })
})

/** Writes only what is not zero: 4 GiB of nothing take no room. */
async function saveSparse(
  bytes: Readable,
  { path, zeros }: { readonly path: string; readonly zeros: Buffer },
): Promise<void> {
  const file = await open(path, 'w')
  await using _closing = { [Symbol.asyncDispose]: () => file.close() }
  let at = 0
  for await (const chunk of bytes) {
    if (chunk.length !== zeros.length || !zeros.equals(chunk)) await file.write(chunk, 0, chunk.length, at)
    at += chunk.length
  }
  await file.truncate(at)
}
