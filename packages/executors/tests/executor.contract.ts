// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Container, Executor, Work } from '../src/index.ts'
import { type Asked, executed, makeFolders, mebibyte, workOf } from './workshop.ts'

export interface Contract {
  readonly open: () => Promise<Executor>
  readonly container?: () => Container
}

/** What every executor must do. The commands are those of Debian and of busybox alike. */
export function executorContract({ open, container }: Contract): void {
  let executor: Executor

  beforeAll(async () => {
    executor = await open()
  })
  afterAll(async () => {
    await executor?.[Symbol.asyncDispose]()
  })

  async function work(asked: Asked): Promise<Work> {
    return await workOf({ container: container?.() ?? null, ...asked })
  }

  describe('the end', () => {
    it.each([0, 1, 7, 125, 255])('is the exit code %i', async (code) => {
      const { outcome, usage } = await executed(executor, await work({ shell: `exit ${code}` }))
      expect(outcome).toEqual({ how: 'exited', exit_code: code })
      expect(usage.seconds).toBeGreaterThan(0)
    })

    it('is the signal that ended the command', async () => {
      const { outcome } = await executed(executor, await work({ shell: 'kill -SEGV $$' }))
      expect(outcome).toEqual({ how: 'signalled', exit_code: 139, signal: 'SIGSEGV' })
    })

    it('says that there is no such command', async () => {
      const { outcome } = await executed(executor, await work({ command: ['no-such-command'] }))
      expect(outcome).toEqual({ how: 'exited', exit_code: 127 })
    })

    it('names the memory that ran out', async () => {
      const shell = 'dd if=/dev/zero of=/dev/null bs=300M count=200'
      const { outcome } = await executed(executor, await work({ shell, limits: { memory_bytes: 64 * mebibyte } }))
      expect(outcome).toEqual({ how: 'out_of_memory' })
    })

    it('names the memory that ran out below the command', async () => {
      const shell = 'sh -c "dd if=/dev/zero of=/dev/null bs=300M count=200"; sleep 30; exit 0'
      const { outcome } = await executed(executor, await work({ shell, limits: { memory_bytes: 64 * mebibyte } }))
      expect(outcome).toEqual({ how: 'out_of_memory' })
    })

    it('comes when the time is over, with what was logged', async () => {
      const { outcome, text } = await executed(
        executor,
        await work({ shell: 'echo begun; sleep 60', limits: { timeout_seconds: 1 } }),
      )
      expect(outcome).toEqual({ how: 'timed_out' })
      expect(text).toBe('begun\n')
    })

    it('comes when one file outgrows the room', async () => {
      const shell = 'dd if=/dev/zero of=/files/output/large bs=1M count=64; sleep 30'
      const { outcome } = await executed(executor, await work({ shell, limits: { disk_bytes: 8 * mebibyte } }))
      expect(outcome).toEqual({ how: 'disk_full' })
    })

    it('comes when many files outgrow the room together', async () => {
      const shell = 'for i in 1 2 3 4 5 6 7 8; do dd if=/dev/zero of=/tmp/$i bs=1M count=4; done; sleep 30'
      const { outcome } = await executed(executor, await work({ shell, limits: { disk_bytes: 16 * mebibyte } }))
      expect(outcome).toEqual({ how: 'disk_full' })
    })

    it('says what was used', async () => {
      const shell =
        'dd if=/dev/zero of=/dev/null bs=40M count=150; i=0; while [ $i -lt 2000000 ]; do i=$((i + 1)); done'
      const { usage } = await executed(executor, await work({ shell }))
      expect(usage.cpu_seconds).toBeGreaterThan(0.2)
      expect(usage.cpu_seconds).toBeLessThanOrEqual(usage.seconds * 1.5)
      expect(usage.peak_memory_bytes).toBeGreaterThan(40 * mebibyte)
      expect(usage.peak_memory_bytes).toBeLessThanOrEqual(128 * mebibyte)
      expect([usage.gpu_peak_memory_bytes, usage.gpu_utilization]).toEqual([null, null])
    })

    it('allows what fits exactly', async () => {
      const shell = 'dd if=/dev/zero of=/files/output/whole bs=1M count=4'
      const { outcome } = await executed(executor, await work({ shell, limits: { disk_bytes: 5 * mebibyte } }))
      expect(outcome).toEqual({ how: 'exited', exit_code: 0 })
    })
  })

  describe('what a command finds', () => {
    it('is its folders, with the inputs in them', async () => {
      const folders = await makeFolders()
      await writeFile(join(folders.input, 'a'), 'an input')
      await writeFile(join(folders.working, 'script'), 'cat "$1" > "$2/b"; echo left > "$TMP/c"; pwd')
      const command = ['sh', 'script', '${INPUT_DIR}/a', '${OUTPUT_DIR}', '$$ ${OTHER}']
      const done = await executed(executor, await work({ folders, command, environment: { TMP: '${TEMP_DIR}' } }))
      expect(done.errors).toBe('')
      expect(done.outcome).toEqual({ how: 'exited', exit_code: 0 })
      expect(await readFile(join(folders.output, 'b'), 'utf8')).toBe('an input')
      expect(await readdir(folders.temp)).toEqual(['c'])
      expect(done.text).toBe('/files/working\n')
    })

    it('is no variable but a few and its own, whatever is in them', async () => {
      const mine = { QUOTED: `it's "$HOME" \`id\`\n\\` }
      const secrets = { SECRET: '${INPUT_DIR} $$' }
      const { text } = await executed(
        executor,
        await work({ command: ['env'], environment: { ...mine, X: '$$' }, secrets }),
      )
      const names = [...text.matchAll(/^([A-Z_a-z]\w*)=/gm)].map(([, name]) => name).sort()
      expect(names.filter((name) => !['PWD', 'OLDPWD', 'HOSTNAME'].includes(name ?? ''))).toEqual([
        ...['HOME', 'LANG', 'PATH', 'QUOTED', 'SECRET', 'X'],
      ])
      expect(text).toContain(`QUOTED=${mine.QUOTED}\n`)
      expect(text).toContain(`SECRET=${secrets.SECRET}\n`)
    })

    it('cannot be written where it is not its own', async () => {
      const folders = await makeFolders()
      await writeFile(join(folders.input, 'a'), 'an input', { mode: 0o666 })
      const places = '/files/input/a /files/input/new /etc/new /usr/new /new /dev/new'
      const shell = `for path in ${places}; do (echo x >$path) && echo wrote $path; done; rm -f /files/input/a; true`
      const { text } = await executed(executor, await work({ folders, shell }))
      expect(text).toBe('')
      expect(await readFile(join(folders.input, 'a'), 'utf8')).toBe('an input')
    })

    it('is no power: not root, without capabilities, and without a way to gain any', async () => {
      const { text } = await executed(executor, await work({ shell: 'id -u; cat /proc/self/status' }))
      expect(text).not.toMatch(/^0\n/)
      expect(text).toMatch(/CapEff:\t0+\n/)
      expect(text).toMatch(/NoNewPrivs:\t1\n/)
    })

    it('is no network', async () => {
      const { text } = await executed(executor, await work({ shell: 'cut -d: -f1 /proc/net/dev | tail -n +3' }))
      expect(text.trim()).toMatch(/^(lo)?$/)
    })

    it('is bounded in processes', async () => {
      const shell = 'n=0; while [ $n -lt 60 ]; do sleep 20 & n=$((n + 1)); done; echo all'
      const { text } = await executed(executor, await work({ shell, limits: { pids: 16, timeout_seconds: 10 } }))
      expect(text).not.toContain('all')
    })
  })

  describe('the log', () => {
    it('has each stream by itself, to the last byte', async () => {
      const shell = 'printf out; printf err >&2; echo again >/dev/stdout'
      const { text, errors } = await executed(executor, await work({ shell }))
      expect([text, errors]).toEqual(['outagain\n', 'err'])
    })

    it('is bytes, whichever they are', async () => {
      const folders = await makeFolders()
      const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7 + (at >> 8)) % 256))
      await writeFile(join(folders.input, 'bytes'), bytes)
      const { log } = await executed(executor, await work({ folders, command: ['cat', '${INPUT_DIR}/bytes'] }))
      expect(log.stdout.equals(bytes)).toBe(true)
    })

    it('waits for who takes it, however much there is', async () => {
      const control = new AbortController()
      let [taking, most, bytes] = [0, 0, 0]
      const { outcome } = await executed(executor, await work({ shell: 'cat /dev/zero' }), {
        signal: control.signal,
        onLog: async (stream, chunk) => {
          if (stream === 'stderr') return
          taking += 1
          most = Math.max(most, taking)
          await after(1)
          taking -= 1
          bytes += chunk.length
          if (bytes > 4 * mebibyte) control.abort()
        },
      })
      expect(outcome).toEqual({ how: 'stopped' })
      expect(most).toBe(1)
      expect(bytes).toBeLessThan(12 * mebibyte)
    })

    it('that nobody can take ends the command', async () => {
      const shell = 'echo x; sleep 60'
      const ending = executed(executor, await work({ shell, environment: { ASSAY_MARK: 'unheard' } }), {
        onLog: () => {
          throw new Error('the log is away')
        },
      })
      await expect(ending).rejects.toThrow('the log is away')
      expect(marked('unheard')).toEqual([])
    })
  })

  describe('a stop', () => {
    it.each([
      ['that is heeded', 'trap "exit 0" TERM; echo ready; while :; do sleep 0.1; done'],
      ['that is ignored', 'trap "" TERM; echo ready; while :; do sleep 0.1; done'],
      [
        'of a grandchild in a session of its own',
        '(setsid sh -c "trap \\"\\" TERM HUP; $LOOP" &) ; echo ready; sleep 60',
      ],
      ['of a command that is over but for that', '(setsid sh -c "$LOOP" &); echo ready; sleep 60'],
      ['of what is stopped', 'sh -c "kill -STOP \\$\\$" & echo ready; sleep 60'],
    ])('%s leaves nothing alive', async (title, shell) => {
      const control = new AbortController()
      const word = `stop${title.replaceAll(/\W/g, '')}`
      const environment = { LOOP: 'while :; do sleep 0.1; done', ASSAY_MARK: word }
      const asked = performance.now()
      const { outcome } = await executed(executor, await work({ shell: shell, environment }), {
        signal: control.signal,
        onText: (text) => {
          if (!text.includes('ready') || control.signal.aborted) return
          expect(marked(word)).not.toEqual([])
          control.abort()
        },
      })
      expect(outcome).toEqual({ how: 'stopped' })
      expect(marked(word)).toEqual([])
      expect(performance.now() - asked).toBeLessThan(10_000)
    })

    it('before the beginning begins nothing', async () => {
      const folders = await makeFolders()
      const shell = 'echo x >/files/output/x'
      const { outcome } = await executed(executor, await work({ folders, shell }), { signal: AbortSignal.abort() })
      expect(outcome).toEqual({ how: 'stopped' })
      expect(await readdir(folders.output)).toEqual([])
    })

    it('at any moment of the beginning leaves nothing alive', async () => {
      const delays = [0, 1, 3, 10, 30, 60, 100, 150, 200, 250, 300]
      await Promise.all(
        delays.map(async (delay) => {
          const shell = 'sleep 60'
          const early = { ASSAY_MARK: 'early' }
          await executed(executor, await work({ shell, environment: early }), { signal: AbortSignal.timeout(delay) })
        }),
      )
      expect(marked('early')).toEqual([])
    })

    it('is not needed by what outlives its command', async () => {
      const shell = '(setsid sh -c "sleep 60" >/dev/null 2>&1 &); echo begun'
      const { outcome } = await executed(executor, await work({ shell, environment: { ASSAY_MARK: 'outlives' } }))
      expect(outcome).toEqual({ how: 'exited', exit_code: 0 })
      expect(marked('outlives')).toEqual([])
    })
  })
}

/** Processes that have this variable in the environment, wherever they are. */
export function marked(word: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      const environ = readFileSync(`/proc/${name}/environ`, 'utf8')
      return environ.split('\0').includes(`ASSAY_MARK=${word}`)
    } catch {
      return false
    }
  })
}
