import { describe } from 'vitest'
import { openProcessExecutor, type ProcessOptions } from '../src/index.ts'
import { executorContract } from './executor.contract.ts'

const graceMilliseconds = 500
const ways: [string, ProcessOptions][] = [
  ['bubblewrap', { sandboxes: ['bubblewrap'] }],
  ['unshare', { sandboxes: ['unshare'] }],
  ['bubblewrap without control groups', { sandboxes: ['bubblewrap'], controlGroups: false }],
]

describe.each(ways)('%s', (_, options) => {
  executorContract({ open: () => openProcessExecutor({ graceMilliseconds, ...options }) })
})
