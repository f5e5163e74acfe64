import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import Docker from 'dockerode'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Executor, ExecutorAway, openDockerExecutor, WorkRefused } from '../src/index.ts'
import { marked } from './executor.contract.ts'
import { openWharf, type Wharf } from './wharf.ts'
import { type Asked, executed, makeFolders, workOf } from './workshop.ts'

const [opened, missing] = await openWharf()
const script = join(import.meta.dirname, 'executor-process.ts')

describe('a worker with containers', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing))

  let wharf: Wharf
  let executor: Executor
  let docker: Docker
  beforeAll(async () => {
    if (!opened) return
    wharf = opened
    docker = new Docker({ socketPath: wharf.daemon.socket })
    executor = await open('mine')
  })
  afterAll(async () => {
    await executor?.[Symbol.asyncDispose]()
    await opened?.[Symbol.asyncDispose]()
  })
  afterEach(async () => {
    if (missing !== undefined) return
    expect(await docker.listContainers({ all: true, filters: { label: ['assay.worker=mine'] } })).toEqual([])
    expect((await docker.listVolumes()).Volumes ?? []).toEqual([])
  })

  async function open(worker: string): Promise<Executor> {
    return await openDockerExecutor({ worker, socket: wharf.daemon.socket, graceMilliseconds: 500 })
  }

  async function work(asked: Asked) {
    return await workOf({ container: { image: wharf.image, user: null, registry: null }, ...asked })
  }

  /** A worker of its own process, which tells what it executes. */
  async function start(worker: string, asked: Asked, as: { uid?: number; gid?: number } = {}) {
    const options = { worker, socket: wharf.daemon.socket, graceMilliseconds: 500 }
    const argv = [script, 'docker', JSON.stringify(options), JSON.stringify(await work(asked))]
    return spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: {}, ...as })
  }

  it('removes what it has left when it is back, and nothing of others', async () => {
    const begin = async (worker: string) => {
      const asked = { shell: 'echo ready; sleep 60', environment: { ASSAY_MARK: worker } }
      const child = await start(worker, asked)
      await once(child.stdout, 'data')
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await Promise.all([begin('back'), begin('other')])
    expect([marked('back').length, marked('other').length]).not.toContain(0)
    await using _ = await open('back')
    expect(marked('back')).toEqual([])
    expect(marked('other')).not.toEqual([])
    await using __ = await open('other')
    expect(marked('other')).toEqual([])
  })

  it('keeps the containers of its other work', async () => {
    const control = new AbortController()
    const environment = { ASSAY_MARK: 'kept' }
    const { outcome } = await executed(executor, await work({ shell: 'echo ready; sleep 60', environment }), {
      signal: control.signal,
      onText: (said) => {
        if (!said.includes('ready')) return
        const next = work({}).then((other) => executed(executor, other))
        next.finally(() => {
          expect(marked('kept')).not.toEqual([])
          control.abort()
        })
      },
    })
    expect(outcome).toEqual({ how: 'stopped' })
  })

  it('gives work that asks for it a network, in which the machine itself is not', async () => {
    const service = createServer((connection) => connection.end('TOPSECRET')).listen(0, '127.0.0.1')
    await once(service, 'listening')
    const address = service.address()
    const port = typeof address === 'object' ? address?.port : 0
    const gateway = '$(ip route | sed -n "s/default via \\([^ ]*\\).*/\\1/p")'
    const shell = `cut -d: -f1 /proc/net/dev | tail -n +3 | tr -d " \\n"
      for to in 127.0.0.1 ${gateway}; do nc -w 1 $to ${port} </dev/null; done; true`
    const { text: said } = await executed(executor, await work({ shell, network: true }))
    service.close()
    expect(said).toMatch(/eth0/)
    expect(said).not.toContain('TOPSECRET')
  })

  it.each(['host', 'none', 'unknown'])('is refused the network "%s" for its work', async (network) => {
    await using refusing = await openDockerExecutor({ worker: 'mine', socket: wharf.daemon.socket, network })
    await expect(executed(refusing, await work({ network: true }))).rejects.toThrow(WorkRefused)
  })

  it('that is in a container itself says where the daemon finds its folders', async () => {
    const [here, there] = [await makeFolders(), await makeFolders()]
    await writeFile(join(there.input, 'a'), 'an input')
    const folders = { here: dirname(here.input), there: dirname(there.input) }
    await using mapping = await openDockerExecutor({ worker: 'mine', socket: wharf.daemon.socket, folders })
    const asked = { folders: here, shell: 'cat /files/input/a' }
    expect((await executed(mapping, await work(asked))).text).toBe('an input')
    const nowhere = { here: dirname(here.input), there: '/nowhere' }
    await using lost = await openDockerExecutor({ worker: 'mine', socket: wharf.daemon.socket, folders: nowhere })
    await expect(executed(lost, await work(asked))).rejects.toThrow('does not see the folders')
  })

  it('that is not root can read and remove whatever its work leaves', async ({ skip }) => {
    const uid = 4000
    skip(![script, process.execPath].every(isForAll), 'the sources cannot be read by other users here')
    chmodSync(wharf.daemon.socket, 0o666)
    chmodSync(dirname(wharf.daemon.socket), 0o755)
    const folders = await makeFolders()
    for (const folder of [dirname(folders.output), ...Object.values<string>({ ...folders })])
      chownSync(folder, uid, uid)
    const shell =
      'id -u; umask 077; mkdir -p /files/output/deep/er; echo x >/files/output/deep/er/file; mkdir -m 0 /files/output/hidden'
    const child = await start('unprivileged', { folders, shell }, { uid, gid: uid })
    const [said, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect(errors).toBe('')
    expect(said).toBe(`${uid}\n{"how":"exited","exit_code":0}`)
    const remove = spawn('rm', ['-r', join(folders.output, 'deep'), join(folders.output, 'hidden')], { uid, gid: uid })
    expect((await once(remove, 'exit'))[0]).toBe(0)
    const refused = await start(
      'unprivileged',
      { container: { image: wharf.image, user: 'root', registry: null } },
      {
        uid,
        gid: uid,
      },
    )
    expect(await text(refused.stderr)).toContain('could not remove what the user "root" leaves')
  })

  it('may be told that it may not use the daemon', async ({ skip }) => {
    skip(![script, process.execPath].every(isForAll), 'the sources cannot be read by other users here')
    chmodSync(wharf.daemon.socket, 0o600)
    const child = await start('unprivileged', {}, { uid: 4000, gid: 4000 })
    expect(await text(child.stderr)).toContain('WorkRefused: This worker may not use the Docker daemon')
  })

  it('hears of the log to its end, however late it reads', async () => {
    let [bytes, isFirst] = [0, true]
    const waited = Promise.withResolvers<void>()
    const shell = 'dd if=/dev/zero bs=4096 count=340 2>/dev/null; echo x >/files/output/written'
    const folders = await makeFolders()
    const { outcome } = await executed(executor, await work({ shell, folders }), {
      onLog: async (stream, chunk) => {
        if (stream === 'stdout') bytes += chunk.length
        if (!isFirst) return
        isFirst = false
        // longer than the daemon waits for who reads
        setTimeout(waited.resolve, 3000)
        await waited.promise
      },
    })
    expect([outcome, bytes]).toEqual([{ how: 'exited', exit_code: 0 }, 340 * 4096])
    expect(await readFile(join(folders.output, 'written'), 'utf8')).toBe('x\n')
  })

  it('waits for a daemon that is away, and finds nothing of its work alive when that is back', async () => {
    const away = await openDockerExecutor({ worker: 'mine', socket: '/nowhere/docker.sock' })
    await expect(executed(away, await work({}))).rejects.toThrow(ExecutorAway)

    const environment = { ASSAY_MARK: 'crashed' }
    const killed = Promise.withResolvers<void>()
    const crashed = executed(executor, await work({ shell: 'echo ready; sleep 60', environment }), {
      onText: (said) => {
        if (said.includes('ready')) wharf.daemon.kill().then(killed.resolve, killed.reject)
      },
    })
    const outcome = expect(crashed).rejects.toThrow(ExecutorAway)
    await killed.promise
    await wharf.daemon.start()
    await outcome
    expect(marked('crashed')).toEqual([])
    expect((await executed(executor, await work({ shell: 'echo again' }))).text).toBe('again\n')
  })
})

/** Whether everybody may enter the folders above it. */
function isForAll(path: string): boolean {
  const folder = dirname(path)
  return folder === path || ((statSync(folder).mode & 1) === 1 && isForAll(folder))
}
