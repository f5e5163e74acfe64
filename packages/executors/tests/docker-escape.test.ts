import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { openDockerExecutor } from '../src/index.ts'
import { dockerMissing } from '../src/testing/index.ts'
import { escapeContract } from './escape.contract.ts'
import { openWharf, type Wharf } from './wharf.ts'

const missing = dockerMissing()

describe('a container', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing))

  let wharf: Wharf | undefined
  beforeAll(async () => {
    wharf = missing === undefined ? await openWharf() : undefined
  })
  afterAll(async () => {
    await wharf?.[Symbol.asyncDispose]()
  })

  escapeContract({
    open: () => {
      const socket = wharf?.daemon.socket ?? ''
      return openDockerExecutor({ worker: 'escape', socket, graceMilliseconds: 500, mostFiles: 200 })
    },
    container: () => ({ image: wharf?.image ?? '', user: null, registry: null }),
    unseen: ['/home', '/run', '/var', '/boot', '/etc/ssh', '/etc/shadow', '/sys/kernel/debug/x86', '/dev/sda'],
    reach: (port, socket) =>
      `for to in "127.0.0.1 ${port}" "local:${socket}"; do nc -w 1 $to </dev/null 2>/dev/null || printf "refused "; done`,
  })
})
