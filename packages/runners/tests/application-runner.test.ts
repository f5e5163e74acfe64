// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openWorkDirectory } from '../src/index.ts'
import { executed, KeptBytes, makeDirectory, openExecutor, quiet, specOf } from './workshop.ts'

const executor = await openExecutor()
afterAll(() => executor[Symbol.asyncDispose]())

beforeEach(({ skip }) => {
  skip(executor.containment === 'refused', 'neither bubblewrap nor unshare may be used here')
})

const secret = 'a-secret-of-the-lab'

describe('a job of an application', () => {
  it('finds its files and inputs, and leaves what it declares, byte for byte', async () => {
    const bytes = new KeptBytes()
    bytes.given = { ...bytes.given, inputs: [bytes.file('maps/a/peach.tif', 'a map'), bytes.file('b.csv', 'x,y')] }
    const spec = specOf({
      shell:
        'cat "$INPUT_DIR/maps/a/peach.tif" - <./add.txt >"$OUTPUT_DIR/both"; mkdir -p "$OUTPUT_DIR/more/in"; echo x >"$OUTPUT_DIR/more/in/x"',
      files: [bytes.file('add.txt', ' and more')],
      parameters: { map: 'both' },
      outputs: {
        all: { path: '.', to: 'output', optional: false },
        one: { path: '${map}', to: 'artifact', optional: false },
        folder: { path: 'more', to: 'output', optional: false },
        none: { path: 'nothing', to: 'output', optional: true },
      },
      checks: [
        { file: '${map}', min_bytes: 14 },
        { folder: 'more', min_files: 1 },
      ],
    })
    const { end } = await executed(spec, { executor, bytes })
    expect(end).toMatchObject({
      kind: 'succeeded',
      result: { exit_code: 0, output_files: 4, output_bytes: 32, notices: [] },
    })
    expect(Object.fromEntries(bytes.written)).toEqual({
      ...{ 'all:both': 'a map and more', 'all:more/in/x': 'x\n', 'one:': 'a map and more', 'folder:in/x': 'x\n' },
    })
    expect(bytes.rooms.toSorted()).toEqual([0, 0, 0, 32])
  })

  it('cannot change its inputs', async () => {
    const bytes = new KeptBytes()
    bytes.given = { ...bytes.given, inputs: [bytes.file('a', 'as it was')] }
    const spec = specOf({ shell: 'echo x >"$INPUT_DIR/a" || rm "$INPUT_DIR/a" || cat "$INPUT_DIR/a"' })
    const { log } = await executed(spec, { executor, bytes })
    expect(log).toContain('as it was')
  })

  it('that fails says with which code, and the last that it wrote, without its secrets', async () => {
    const bytes = new KeptBytes()
    bytes.given = { ...bytes.given, secrets: { TOKEN: secret } }
    const shell = `echo "$TOKEN" | cut -c 1-7 | tr -d '\\n' >&2; sleep 0.2; echo "$TOKEN" | cut -c 8- >&2; echo "$TOKEN" | base64 >&2; echo gone >&2; exit 7`
    const { end, log } = await executed(specOf({ shell }), { executor, bytes })
    expect(end).toMatchObject({
      kind: 'failed',
      retryable: false,
      error: { code: 'COMMAND_FAILED', data: { exit_code: 7, signal: null } },
    })
    expect(log).toContain('gone')
    for (const part of [secret, secret.slice(3), Buffer.from(secret).toString('base64').slice(2, 20)]) {
      expect(JSON.stringify(end) + log).not.toContain(part)
    }
  })

  it('is tried again after the exit codes that it names', async () => {
    const { retry } = specOf({})
    const { end } = await executed(specOf({ shell: 'exit 75', retry: { ...retry, on_exit: [75] } }), { executor })
    expect(end).toMatchObject({ kind: 'failed', retryable: true, error: { code: 'COMMAND_FAILED' } })
  })

  it.each([
    ['that something killed', { shell: 'kill -KILL $$' }, { code: 'COMMAND_FAILED', data: { signal: 'SIGKILL' } }],
    ['that took too long', { shell: 'sleep 60', timeout_seconds: 1 }, { code: 'TIMED_OUT' }],
    [
      'that leaves no output',
      { outputs: outputAt('x') },
      { code: 'OUTPUT_MISSING', data: { output: 'one', path: 'x' } },
    ],
    [
      'whose output is a link',
      { shell: 'ln -s /etc "$OUTPUT_DIR/x"', outputs: outputAt('x') },
      { code: 'OUTPUT_MISSING', data: { refused: ['"x" is a link, and links are not followed'] } },
    ],
    [
      'whose output is behind a link',
      { shell: 'ln -s /etc "$OUTPUT_DIR/x"', outputs: outputAt('x/passwd') },
      { code: 'OUTPUT_MISSING', data: { refused: [] } },
    ],
    ['that fails a check', { checks: [{ file: 'a', min_bytes: 0 }] }, { code: 'CHECK_FAILED', data: { path: 'a' } }],
    [
      'whose file is too small',
      { shell: 'printf x >"$OUTPUT_DIR/a"', checks: [{ file: 'a', min_bytes: 2 }] },
      { code: 'CHECK_FAILED', data: { reason: 'has 1 bytes, and must have 2 at least', found: ['a'] } },
    ],
    ['with network', { network: true }, { code: 'WORK_REFUSED' }],
  ])('%s fails and says why', async (_, given, error) => {
    const { end } = await executed(specOf(given), { executor })
    expect(end).toMatchObject({ kind: 'failed', retryable: false, error })
  })

  it('that runs out of memory says so, and that more would help', async () => {
    const shell = "python3 -c 'x = bytearray(400 << 20); print(len(x))' || exit 1"
    const resources = { ...specOf({}).resources, memory_bytes: 64 << 20 }
    const { end } = await executed(specOf({ shell, resources }), { executor })
    expect(end).toMatchObject({
      kind: 'failed',
      more_memory: true,
      error: { code: 'OUT_OF_MEMORY', data: { memory_bytes: 64 << 20 } },
    })
  })

  it('whose input arrives as something else is tried again', async () => {
    const bytes = new KeptBytes()
    bytes.given = { ...bytes.given, inputs: [{ ...bytes.file('a', 'other'), sha256: '0'.repeat(64) }] }
    const { end } = await executed(specOf({}), { executor, bytes })
    expect(end).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'INPUT_DAMAGED', data: { path: 'a' } },
    })
  })

  it.each(['a', 'a/b', '../a'])('refuses a second input at "%s" beside "a"', async (path) => {
    const bytes = new KeptBytes()
    bytes.given = { ...bytes.given, inputs: [bytes.file('a', 'one'), bytes.file(path, 'two')] }
    const { end } = await executed(specOf({}), { executor, bytes })
    expect(end).toMatchObject({ kind: 'failed', error: { code: 'INPUT_CONFLICT' } })
  })

  it('keeps what can be kept of its outputs, and tells of the rest', async () => {
    const bytes = new KeptBytes()
    const shell =
      'cd "$OUTPUT_DIR"; ln -s /etc/passwd a; mkfifo b; printf c >c; mkdir d; printf e >d/e; chmod 000 d/e d'
    const { end, log } = await executed(specOf({ shell }), { executor, bytes })
    expect(end).toMatchObject({ kind: 'succeeded', result: { output_files: 2 } })
    expect([...bytes.written]).toEqual(
      expect.arrayContaining([
        ['result:c', 'c'],
        ['result:d/e', 'e'],
      ]),
    )
    expect(log).toContain('Not kept among the outputs: "a" is a link, and links are not followed')
    expect(log).toContain('Not kept among the outputs: "b" is a pipe or a socket')
  })

  it('that is stopped is dead with all that it started, and leaves no folder', async () => {
    const directory = await makeDirectory()
    const shell = 'trap "" TERM; setsid sleep 300 & echo begun; sleep 300'
    const began = performance.now()
    const { end } = await executed(specOf({ shell }), {
      executor,
      directory,
      onLog: (text, stop) => text.includes('begun') && stop(),
    })
    expect(end).toEqual({ kind: 'stopped' })
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(await readdir(directory)).toEqual([])
  })

  it('tells what it is about only where that lasts', async () => {
    const bytes = new KeptBytes()
    const slow = Promise.withResolvers<void>()
    const { material } = bytes
    bytes.material = () => slow.promise.then(material)
    setTimeout(slow.resolve, 1_200)
    const { noted } = await executed(specOf({ shell: 'sleep 0.7' }), { executor, bytes })
    expect(noted).toEqual(['preparing', null])
  })
})

describe('a directory of attempts', () => {
  it('loses what a worker left that is dead, and nothing of one that lives', async () => {
    const directory = await makeDirectory()
    await using living = await openWorkDirectory(directory, quiet)
    const attempt = { job_id: 'job', run_id: 'run', attempt: 1 }
    await using kept = await living.open(attempt)
    const [name = ''] = await readdir(directory)
    const holder = await readFile(join(directory, name, 'holder.json'), 'utf8')
    const dead = join(directory, 'worker-dead')
    await mkdir(join(dead, 'job-1', 'closed'), { recursive: true })
    await writeFile(join(dead, 'holder.json'), holder.replace(/"start":"\d+"/, '"start":"1"'))
    const next = await openWorkDirectory(directory, quiet)
    await next[Symbol.asyncDispose]()
    expect([existsSync(dead), existsSync(kept.folders.output)]).toEqual([false, true])
  })
})

function outputAt(path: string) {
  return { one: { path, to: 'output' as const, optional: false } }
}
