import { dirname } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openProcessExecutor, WorkRefused } from '../src/index.ts'
import { escapeContract } from './escape.contract.ts'
import { bubblewrapHere, executed, whyNot, workOf } from './workshop.ts'

const missing = { bubblewrap: await whyNot('bubblewrap'), unshare: await whyNot('unshare') }
const machine = ['/root', '/home', '/var', '/run', '/sys', '/boot', '/mnt', '/opt', '/old']
const shadow = ['/etc/shadow', '/etc/passwd', '/etc/ssh']

describe.each(['bubblewrap', 'unshare'] as const)('a command in %s', (name) => {
  beforeEach(({ skip }) => skip(missing[name] !== undefined, missing[name]))
  escapeContract({
    open: () => openProcessExecutor({ sandboxes: [name], graceMilliseconds: 500, mostFiles: 200, ...bubblewrapHere }),
    unseen: [...machine, ...shadow],
    reach: (port, socket) =>
      `perl -MIO::Socket -e 'for my $s (IO::Socket::INET->new("127.0.0.1:${port}"), IO::Socket::UNIX->new("${socket}")) { print $s ? <$s> : "refused " }'`,
  })

  it('finds what programs of the machine need, in folders that it may enter', async () => {
    const readable = [import.meta.dirname]
    await using executor = await openProcessExecutor({ sandboxes: [name], readable, ...bubblewrapHere })
    const folders = ['/etc', '/etc/ssl', '/etc/alternatives', dirname(import.meta.dirname)]
    const shell = `for folder in ${folders.map((folder) => `'${folder}'`).join(' ')}; do ls "$folder" >/dev/null; done`
    expect(await executed(executor, await workOf({ shell }))).toMatchObject({ text: '' })
  })

  it('reads nothing from the first process of its sandbox', async () => {
    await using executor = await openProcessExecutor({ sandboxes: [name], ...bubblewrapHere })
    const { text } = await executed(
      executor,
      await workOf({ shell: 'cat /proc/1/environ', secrets: { WORD: 'TOPSECRET' } }),
    )
    expect(text).not.toContain('TOPSECRET')
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
