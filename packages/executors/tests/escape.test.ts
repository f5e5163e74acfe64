import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Executor, openProcessExecutor, WorkRefused } from '../src/index.ts'
import { type Asked, bubblewrapHere, executed, makeFolders, mebibyte, whyNot, workOf } from './workshop.ts'

const missing = { bubblewrap: await whyNot('bubblewrap'), unshare: await whyNot('unshare') }
const isRoot = process.getuid?.() === 0

describe.each(['bubblewrap', 'unshare'] as const)('a command in %s', (name) => {
  beforeEach(({ skip }) => skip(missing[name] !== undefined, missing[name]))

  let executor: Executor
  let elsewhere: string
  let service: Server
  let socket: Server

  beforeAll(async () => {
    executor = await openProcessExecutor({
      sandboxes: [name],
      graceMilliseconds: 500,
      mostFiles: 200,
      ...bubblewrapHere,
    })
    elsewhere = mkdtempSync(join(tmpdir(), 'assay-elsewhere-'))
    chmodSync(elsewhere, 0o755)
    writeFileSync(join(elsewhere, 'secret'), 'TOPSECRET', { mode: 0o644 })
    service = createServer((connection) => connection.end('TOPSECRET')).listen(0, '127.0.0.1')
    socket = createServer((connection) => connection.end('TOPSECRET')).listen(join(elsewhere, 'socket'))
    await Promise.all([once(service, 'listening'), once(socket, 'listening')])
    chmodSync(join(elsewhere, 'socket'), 0o777)
  })
  afterAll(async () => {
    service.close()
    socket.close()
    rmSync(elsewhere, { recursive: true, force: true })
    await executor[Symbol.asyncDispose]()
  })

  async function said(shell: string, asked: Asked = {}): Promise<string> {
    const { text, errors } = await executed(executor, await workOf({ shell, ...asked }))
    return text + errors
  }

  it('sees no file of anybody else, nor of the machine', async () => {
    const folders = await makeFolders()
    const own = [
      elsewhere,
      join(folders.output, '..'),
      '/root',
      '/home',
      '/var',
      '/run',
      '/sys',
      '/boot',
      '/mnt',
      '/opt',
    ]
    const found = await said(
      `cat ${elsewhere}/secret; for path in ${own.join(' ')}; do [ -e $path ] && echo is $path; done`,
      {
        folders,
      },
    )
    expect(found).not.toMatch(/TOPSECRET|^is/m)
    expect(await said('cat /etc/shadow /etc/passwd; ls /etc/ssh; ls /old')).not.toMatch(/root|ssh_host|^\S+$/m)
  })

  it('reaches neither a service on loopback nor a socket of the machine', async () => {
    const address = service.address()
    const port = typeof address === 'object' ? address?.port : 0
    const perl = `perl -MIO::Socket -e 'for my $s (IO::Socket::INET->new("127.0.0.1:${port}"), IO::Socket::UNIX->new("${elsewhere}/socket")) { print $s ? <$s> : "refused " }'`
    expect(await said(perl)).toBe('refused refused ')
  })

  it('sees no process but its own, and can signal and trace none', async () => {
    const shell = `ls -d /proc/[0-9]* | wc -l; kill -0 ${process.pid} && echo sig''nalled; tr '\\0' ' ' </proc/1/cmdline; cat /proc/1/environ`
    const text = await said(shell, { secrets: { WORD: 'TOPSECRET' } })
    expect(Number(/^\d+/.exec(text)?.[0])).toBeLessThan(8)
    expect(text).not.toMatch(/signalled|TOPSECRET/)
    expect(text).not.toContain('/proc/1/environ=')
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
    const shell = 'cp /bin/sh /tmp/sh; chmod 4755 /tmp/sh; /tmp/sh -p -c "id -u"; su root -c "echo did" </dev/null'
    expect(await said(shell)).not.toMatch(/^0$|did/m)
  })

  it.runIf(isRoot)('gains nothing in namespaces of its own making', async () => {
    const folders = await makeFolders()
    writeFileSync(join(folders.input, 'a'), 'an input')
    const inner = 'mount -o remount,bind,rw /files/input; umount /files/input; echo x >/files/input/a; echo x >/usr/x'
    await said(`unshare -rm sh -c "${inner}"; true`, { folders })
    expect(await said('cat /files/input/a; ls /usr/x 2>&1', { folders })).toMatch(/^an input/)
  })

  it('ends as a fork bomb without others noticing', async () => {
    const shell = 'bomb() { bomb | bomb & }; bomb; sleep 30'
    const { outcome } = await executed(executor, await workOf({ shell, limits: { pids: 32, timeout_seconds: 2 } }))
    expect(['timed_out', 'exited']).toContain(outcome.how)
    const other = spawn('true')
    expect(await once(other, 'exit')).toEqual([0, null])
  })

  it('ends as a memory bomb of many processes, by name', async () => {
    const one = 'dd if=/dev/zero of=/dev/null bs=30M count=1000000'
    const shell = `for i in 1 2 3 4 5 6; do ${one} & done; wait; sleep 30`
    const { outcome } = await executed(executor, await workOf({ shell, limits: { memory_bytes: 64 * mebibyte } }))
    expect(outcome).toEqual({ how: 'out_of_memory' })
  })

  it('ends when it writes more files than anybody can want', async () => {
    const shell = 'i=0; while [ $i -lt 1000 ]; do : >/files/output/$i; i=$((i + 1)); done; sleep 30'
    const { outcome } = await executed(executor, await workOf({ shell }))
    expect(outcome).toEqual({ how: 'disk_full' })
  })

  it('makes no file with holes that is larger than the room', async () => {
    const shell = 'truncate -s 10G /files/output/holes; stat -c %s /files/output/holes'
    expect(Number((await executed(executor, await workOf({ shell }))).text)).toBeLessThan(65 * mebibyte)
  })

  it('inherits nothing that is open', async () => {
    const open = await said('for f in /proc/self/fd/*; do readlink $f; done')
    expect(open).not.toMatch(/socket:|assay-work|\.ts$/m)
  })
})

it('never has the network of this machine, unless the operator allows it', async ({ skip }) => {
  skip(missing.unshare !== undefined, missing.unshare)
  await using executor = await openProcessExecutor({ sandboxes: ['unshare'] })
  const asked = executed(executor, await workOf({ network: true }))
  await expect(asked).rejects.toThrow(WorkRefused)
  await expect(asked).rejects.toThrow('no network')
})

it('is refused where no sandbox works', async () => {
  await using executor = await openProcessExecutor({ sandboxes: ['bubblewrap'], bubblewrap: '/nowhere/bwrap' })
  expect(executor.containment).toBe('refused')
  await expect(executed(executor, await workOf({}))).rejects.toThrow(WorkRefused)
})

it('runs without a sandbox where the operator says so', async () => {
  await using executor = await openProcessExecutor({ sandboxes: ['none'], graceMilliseconds: 500 })
  const work = await workOf({ shell: 'echo "$X"; pwd; exit 3', environment: { X: 'a b' } })
  const { outcome, text } = await executed(executor, work)
  expect(outcome).toEqual({ how: 'exited', exit_code: 3 })
  expect(text).toBe(`a b\n${work.folders.working}\n`)
})
