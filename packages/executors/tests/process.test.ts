import { beforeEach, describe } from 'vitest'
import { openProcessExecutor, type ProcessOptions } from '../src/index.ts'
import { executorContract } from './executor.contract.ts'
import { bubblewrapHere, whyNot } from './workshop.ts'

const missing = { bubblewrap: await whyNot('bubblewrap'), unshare: await whyNot('unshare') }
const ways: [string, 'bubblewrap' | 'unshare', ProcessOptions][] = [
  ['bubblewrap', 'bubblewrap', {}],
  ['unshare', 'unshare', {}],
  ['bubblewrap without control groups', 'bubblewrap', { controlGroups: false }],
]

describe.each(ways)('%s', (_, name, options) => {
  beforeEach(({ skip }) => skip(missing[name] !== undefined, missing[name]))
  executorContract({
    open: () => openProcessExecutor({ sandboxes: [name], graceMilliseconds: 500, ...bubblewrapHere, ...options }),
  })
})
