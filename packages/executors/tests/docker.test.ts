import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { openDockerExecutor } from '../src/index.ts'
import { dockerMissing } from '../src/testing/index.ts'
import { executorContract } from './executor.contract.ts'
import { openWharf, type Wharf } from './wharf.ts'

const missing = dockerMissing()

describe('docker', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing))

  let wharf: Wharf | undefined
  beforeAll(async () => {
    wharf = missing === undefined ? await openWharf() : undefined
  })
  afterAll(async () => {
    await wharf?.[Symbol.asyncDispose]()
  })

  executorContract({
    open: () => openDockerExecutor({ worker: 'contract', socket: wharf?.daemon.socket ?? '', graceMilliseconds: 500 }),
    container: () => ({ image: wharf?.image ?? '', user: null, registry: null }),
  })
})
