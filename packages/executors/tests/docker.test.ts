import { afterAll, beforeEach, describe } from 'vitest'
import { openDockerExecutor } from '../src/index.ts'
import { executorContract } from './executor.contract.ts'
import { openWharf } from './wharf.ts'

const [wharf, missing] = await openWharf()
const socket = wharf?.daemon.socket ?? ''
const image = wharf?.image ?? ''

describe('docker', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing))

  afterAll(async () => {
    await wharf?.[Symbol.asyncDispose]()
  })

  executorContract({
    open: () => openDockerExecutor({ worker: 'contract', socket, graceMilliseconds: 500 }),
    container: () => ({ image, user: null, registry: null }),
  })
})
