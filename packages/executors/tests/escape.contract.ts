import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Contract } from './executor.contract.ts'
import { type Asked, executed, makeFolders, mebibyte, workOf } from './workshop.ts'

export interface EscapeContract extends Contract {
  /** Folders of the machine that no job may see. */
  readonly unseen: readonly string[]
  /** A line for the shell that prints what a service and a socket say, or that they refuse. */
  readonly reach: (port: number, socket: string) => string
}

/** What no work may do, whoever executes it. The executor allows 200 files. */
export function escapeContract({ open, container, unseen, reach }: EscapeContract): void {
  let executor: Awaited<ReturnType<typeof open>>
  let elsewhere: string
  let service: Server
  let socket: Server

  beforeAll(async () => {
    executor = await open()
    elsewhere = mkdtempSync(join(tmpdir(), 'assay-elsewhere-'))
    chmodSync(elsewhere, 0o755)
    writeFileSync(join(elsewhere, 'secret'), 'TOPSECRET', { mode: 0o644 })
    service = createServer((connection) => connection.end('TOPSECRET')).listen(0, '127.0.0.1')
    socket = createServer((connection) => connection.end('TOPSECRET')).listen(join(elsewhere, 'socket'))
    await Promise.all([once(service, 'listening'), once(socket, 'listening')])
    chmodSync(join(elsewhere, 'socket'), 0o777)
  })
  afterAll(async () => {
    service?.close()
    socket?.close()
    rmSync(elsewhere ?? '', { recursive: true, force: true })
    await executor?.[Symbol.asyncDispose]()
  })

  const work = async (asked: Asked) => await workOf({ container: container?.() ?? null, ...asked })

  async function said(shell: string, asked: Asked = {}): Promise<string> {
    const { text, errors } = await executed(executor, await work({ shell, ...asked }))
    return text + errors
  }

  it('sees no file of anybody else, nor of the machine', async () => {
    const folders = await makeFolders()
    const paths = [elsewhere, join(folders.output, '..'), ...unseen].join(' ')
    const shell = `cat ${elsewhere}/secret; for path in ${paths}; do [ -e $path ] && echo is $path; done`
    expect(await said(shell, { folders })).not.toMatch(/TOPSECRET|^is/m)
  })

  it('reaches neither a service on loopback nor a socket of the machine', async () => {
    const address = service.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    expect(await said(reach(port, join(elsewhere, 'socket')))).toBe('refused refused ')
  })

  it('sees no process but its own, and can signal and trace none', async () => {
    const shell = `ls -d /proc/[0-9]* | wc -l; kill -0 ${process.pid} && echo sig''nalled; tr '\\0' ' ' </proc/1/cmdline`
    const text = await said(shell, { secrets: { WORD: 'TOPSECRET' } })
    expect(Number(/^\d+/.exec(text)?.[0])).toBeLessThan(8)
    expect(text).not.toMatch(/signalled|TOPSECRET/)
  })

  it('mounts nothing, makes no device and is nobody else', async () => {
    const attempts = [
      'mount -t tmpfs none /tmp',
      'mount -o remount,rw /usr',
      'mount -o remount,bind,rw /files/input',
      'umount /files/input',
      'mknod /tmp/sda b 8 0',
      'chroot /tmp /bin/true',
      'chown 0 /files/output',
      'setpriv --reuid 0 true',
      'hostname other',
      'dd if=/dev/kmsg of=/dev/null count=1',
      'sh -c "echo 1 >/proc/sys/kernel/panic"',
      'sh -c "echo c >/proc/sysrq-trigger"',
      'sh -c "ls /dev | grep -E \\"^(sd|vd|nvme|mem|kmsg|fuse|kvm)\\""',
    ]
    const shell = attempts.map((attempt, at) => `${attempt} 2>/dev/null && echo did ${at}`).join('\n')
    expect(await said(shell)).toBe('')
  })

  it('gains nothing by programs that are set to root', async () => {
    const shell = `cp /bin/sh /tmp/sh; chmod 4755 /tmp/sh; /tmp/sh -p -c "id -u"; su root -c "echo did" </dev/null
      [ -e /setuid ] && /setuid/id -u; [ -e /setuid ] && /setuid/sh -c "id -u"; true`
    expect(await said(shell)).not.toMatch(/^0$|^did/m)
  })

  it('gains nothing in namespaces of its own making', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'the root of its namespaces is the worker itself')
    const folders = await makeFolders()
    writeFileSync(join(folders.input, 'a'), 'an input')
    const inner = 'mount -o remount,bind,rw /files/input; umount /files/input; echo x >/files/input/a; echo x >/usr/x'
    await said(`unshare -rm sh -c "${inner}"; true`, { folders })
    expect(await said('cat /files/input/a; ls /usr/x 2>&1', { folders })).toMatch(/^an input/)
  })

  it('ends as a fork bomb without others noticing', async () => {
    const shell = 'bomb() { bomb | bomb & }; bomb; sleep 30'
    const { outcome } = await executed(executor, await work({ shell, limits: { pids: 32, timeout_seconds: 2 } }))
    expect(['timed_out', 'exited']).toContain(outcome.how)
    const other = spawn('true')
    expect(await once(other, 'exit')).toEqual([0, null])
  })

  it('ends as a memory bomb of many processes, by name', async () => {
    const one = 'dd if=/dev/zero of=/dev/null bs=30M count=1000000'
    const shell = `for i in 1 2 3 4 5 6; do ${one} & done; wait; sleep 30`
    const { outcome } = await executed(executor, await work({ shell, limits: { memory_bytes: 64 * mebibyte } }))
    expect(outcome).toEqual({ how: 'out_of_memory' })
  })

  it('ends when it writes more files than anybody can want', async () => {
    const shell = 'i=0; while [ $i -lt 1000 ]; do : >/files/output/$i; i=$((i + 1)); done; sleep 30'
    const { outcome } = await executed(executor, await work({ shell }))
    expect(outcome).toEqual({ how: 'disk_full' })
  })

  it('makes no file with holes that is larger than the room', async () => {
    const shell = 'truncate -s 10G /files/output/holes; stat -c %s /files/output/holes'
    expect(Number((await executed(executor, await work({ shell }))).text)).toBeLessThan(65 * mebibyte)
  })

  it('inherits nothing that is open', async () => {
    const open = await said('for f in /proc/self/fd/*; do readlink $f; done')
    expect(open).not.toMatch(/socket:|assay-work|\.ts$/m)
  })
}
