import { afterAll, beforeEach, describe } from 'vitest'
import { openDockerExecutor } from '../src/index.ts'
import { escapeContract } from './escape.contract.ts'
import { openWharf } from './wharf.ts'

const [wharf, missing] = await openWharf()
const socket = wharf?.daemon.socket ?? ''
const image = wharf?.image ?? ''

describe('a container', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing))

  afterAll(async () => {
    await wharf?.[Symbol.asyncDispose]()
  })

  escapeContract({
    open: () => {
      return openDockerExecutor({ worker: 'escape', socket, graceMilliseconds: 500, mostFiles: 200 })
    },
    container: () => ({ image, user: null, registry: null }),
    unseen: ['/home', '/run', '/var', '/boot', '/etc/ssh', '/etc/shadow', '/sys/kernel/debug/x86', '/dev/sda'],
    reach: (port, socket) =>
      `for to in "127.0.0.1 ${port}" "local:${socket}"; do nc -w 1 $to </dev/null 2>/dev/null || printf "refused "; done`,
  })
})
