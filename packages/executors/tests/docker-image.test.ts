import { readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Docker from 'dockerode'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Container,
  type Executor,
  ExecutorAway,
  openDockerExecutor,
  type Phase,
  tidyImages,
  WorkRefused,
} from '../src/index.ts'
import { makeImage, startRegistry } from '../src/testing/index.ts'
import { openWharf, type Wharf } from './wharf.ts'
import { type Asked, executed, makeFolders, mebibyte, workOf } from './workshop.ts'

const [opened, missing] = await openWharf()
const account = { username: 'reader', password: 'a password of a registry' }

/** As if every image had been used last so long ago. */
async function lastUsed(imagesFile: string, { daysAgo }: { readonly daysAgo: number }): Promise<void> {
  const used: object = JSON.parse(await readFile(imagesFile, 'utf8'))
  const then = new Date(Date.now() - daysAgo * 86_400_000).toISOString()
  await writeFile(imagesFile, JSON.stringify(Object.fromEntries(Object.keys(used).map((image) => [image, then]))))
}

describe('the image of a container', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing))

  let wharf: Wharf
  let executor: Executor
  beforeAll(async () => {
    if (!opened) return
    wharf = opened
    executor = await openDockerExecutor({ worker: 'image', socket: wharf.daemon.socket, graceMilliseconds: 500 })
  })
  afterAll(async () => {
    await executor?.[Symbol.asyncDispose]()
    await opened?.[Symbol.asyncDispose]()
  })

  async function run(container: Partial<Container>, asked: Asked = {}, onPhase?: (phase: Phase) => void) {
    const whole = { image: wharf.image, user: null, registry: null, ...container }
    const work = await workOf({ shell: 'id -u', ...asked, container: whole })
    return await executed(executor, work, onPhase ? { onPhase } : {})
  }

  it('is pulled when it is not here, which shows how far it is, and only then', async () => {
    const image = wharf.registry.add('pulled:1', makeImage({ Env: ['PATH=/bin', 'ONE=1'] }))
    const phases: Phase[] = []
    const { outcome } = await run({ image }, {}, (phase) => phases.push(phase))
    expect(outcome).toEqual({ how: 'exited', exit_code: 0 })
    const shares = phases.flatMap(({ phase, progress }) => (phase === 'pulling' ? (progress ?? -1) : []))
    expect([shares[0], shares.at(-1)]).toEqual([0, 1])
    expect(shares).toEqual(shares.toSorted((one, other) => one - other))
    expect(phases.at(-1)).toEqual({ phase: 'running' })

    const before = wharf.registry.requests.length
    const again: Phase[] = []
    await run({ image }, {}, (phase) => again.push(phase))
    expect(again).toEqual([{ phase: 'running' }])
    expect(wharf.registry.requests.length).toBe(before)
  })

  it('is remembered by the digest of its registry, by whatever it was named', async () => {
    const image = makeImage({ Env: ['PATH=/bin', 'TWO=2'] })
    const tagged = wharf.registry.add('digest:1', image)
    expect((await run({ image: tagged })).image_digest).toBe(image.digest)
    const named = tagged.replace(/:1$/, `@${image.digest}`)
    expect((await run({ image: named })).image_digest).toBe(image.digest)
  })

  it('of a private registry needs its account, which nobody else gets to see', async () => {
    await using registry = await startRegistry({ account })
    const image = registry.add('private/a:1', makeImage({ Env: ['PATH=/bin', 'THREE=3'] }))
    const wrong = { ...account, password: 'another password' }
    await expect(run({ image })).rejects.toThrow(/registry_secret/)
    await expect(run({ image, registry: wrong })).rejects.toThrow(WorkRefused)
    expect(await run({ image, registry: account })).toMatchObject({ outcome: { how: 'exited', exit_code: 0 } })
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const lists = processes.map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      } catch {
        return ''
      }
    })
    const log = await wharf.daemon.log()
    for (const secret of [account.password, wrong.password, Buffer.from(account.password).toString('base64')])
      expect([...lists, log].filter((text) => text.includes(secret))).toEqual([])
  })

  it('that does not exist is refused, and one that cannot be had now is not', async () => {
    const refused = run({ image: `${wharf.registry.address}/none:1` })
    await expect(refused).rejects.toThrow(WorkRefused)
    await expect(refused).rejects.toThrow('There is no image')
    await expect(run({ image: 'no image at all' })).rejects.toThrow(WorkRefused)
    await expect(run({ image: '127.0.0.1:9/away:1' })).rejects.toThrow(ExecutorAway)
  })

  it('is not waited for once the work is stopped', async () => {
    const control = new AbortController()
    const held = Promise.withResolvers<void>()
    await using registry = await startRegistry({ onBlob: () => held.promise })
    const image = registry.add('slow:1', makeImage({ Env: ['PATH=/bin', 'FOUR=4'] }))
    const work = await workOf({ container: { image, user: null, registry: null } })
    const onPhase = ({ phase }: Phase) => {
      if (phase === 'pulling') setImmediate(() => control.abort())
    }
    const { outcome, image_digest } = await executed(executor, work, { signal: control.signal, onPhase })
    held.resolve()
    expect([outcome, image_digest]).toEqual([{ how: 'stopped' }, null])
  })

  it('has its own command where the work has none, and otherwise none of its own', async () => {
    const config = { Entrypoint: ['echo', 'from'], Cmd: ['the image'], Env: ['PATH=/bin', 'LANG=de_DE'] }
    const image = wharf.registry.add('entry:1', makeImage(config))
    expect((await run({ image }, { command: [] })).text).toBe('from the image\n')
    expect((await run({ image }, { shell: 'echo $LANG' })).text).toBe('de_DE\n')
  })

  it('has memory of the work where it declares volumes, and the disk of nobody', async () => {
    const image = wharf.registry.add('volume:1', makeImage({ Volumes: { '/kept': {}, '/tmp': {} } }))
    const shell = 'echo x >/tmp/b; dd if=/dev/zero of=/kept/a bs=1M count=100; stat -c %s /kept/a; ls /files/temp'
    const { text } = await run({ image }, { shell })
    expect(text).toBe(`${64 * mebibyte}\nb\n`)
  })

  it('shows no graphics processors to who has asked for none', async () => {
    const image = wharf.registry.add('gpu:1', makeImage({ Env: ['PATH=/bin', 'NVIDIA_VISIBLE_DEVICES=all'] }))
    const shell = 'echo $NVIDIA_VISIBLE_DEVICES'
    expect((await run({ image }, { shell })).text).toBe('void\n')
    const environment = { NVIDIA_VISIBLE_DEVICES: 'all' }
    expect((await run({}, { shell, environment })).text).toBe('void\n')
  })

  it('may be used as one of its users, who has no power either and writes where the work may', async () => {
    for (const [user, uid] of [
      ['somebody', 4321],
      ['root', 0],
      ['1234:5678', 1234],
    ] as const) {
      const folders = await makeFolders()
      const shell = 'id -u >/files/output/id; echo x >/tmp/x && grep CapEff /proc/self/status; echo x >/etc/x'
      const { text } = await run({ user }, { folders, shell })
      expect(text).toMatch(/CapEff:\t0+\n/)
      expect(Number(await readFile(join(folders.output, 'id'), 'utf8'))).toBe(uid)
    }
    await expect(run({ user: 'nobody-knows' })).rejects.toThrow('does not know the user')
  })

  it.each<[string, Asked, string]>([
    ['graphics processors', { limits: { gpu: 1 } }, 'NVIDIA container toolkit'],
    ['more processors than there are', { limits: { cpu: 1000 } }, 'fewer processors'],
    ['too little memory', { limits: { memory_bytes: 1 << 20 } }, 'memory'],
    ['a variable with a strange name', { environment: { 'A B': 'c' } }, 'cannot be the name'],
  ])('is not started with %s', async (_, asked, message) => {
    const refused = run({}, asked)
    await expect(refused).rejects.toThrow(WorkRefused)
    await expect(refused).rejects.toThrow(message)
  })

  it('goes when it was pulled for work and has not been used for long', async () => {
    const folders = await makeFolders()
    const imagesFile = join(folders.working, 'images.json')
    const socket = wharf.daemon.socket
    const docker = new Docker({ socketPath: socket })
    const [old, kept] = [makeImage({ Env: ['OLD=1'] }), makeImage({ Env: ['KEPT=1'] })]
    const [ours, theirs] = [wharf.registry.add('old:1', old), wharf.registry.add('theirs:1', kept)]
    await executed(executor, await workOf({ container: { image: theirs, user: null, registry: null } }))
    await using remembering = await openDockerExecutor({ worker: 'image', socket, imagesFile })
    for (const image of [ours, theirs])
      await executed(remembering, await workOf({ container: { image, user: null, registry: null } }))
    const tidied = async (days: number) => {
      const gone: string[] = []
      const tidying = { imagesFile, socket, days, onRemoved: (images: readonly string[]) => gone.push(...images) }
      await tidyImages(tidying)[Symbol.asyncDispose]()
      return gone
    }
    expect(await tidied(30)).toEqual([])
    await lastUsed(imagesFile, { daysAgo: 31 })
    expect(await tidied(0)).toEqual([])
    const container = await docker.createContainer({ Image: ours, Cmd: ['true'] })
    expect(await tidied(30)).toEqual([])
    await container.remove()
    // a use makes it young again
    await executed(remembering, await workOf({ container: { image: ours, user: null, registry: null } }))
    expect(await tidied(30)).toEqual([])
    await lastUsed(imagesFile, { daysAgo: 31 })
    expect(await tidied(30)).toEqual([ours])
    expect(await tidied(30)).toEqual([])
    await docker.getImage(theirs).inspect()
    await expect(docker.getImage(ours).inspect()).rejects.toThrow('no such image')
  })

  it('is needed', async () => {
    await expect(executed(executor, await workOf({}))).rejects.toThrow('There is no image')
  })
})
