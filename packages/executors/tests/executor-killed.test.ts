import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { marked } from './executor.contract.ts'
import { bubblewrapHere, whyNot, workOf } from './workshop.ts'

const missing = { bubblewrap: await whyNot('bubblewrap'), unshare: await whyNot('unshare') }
const script = join(import.meta.dirname, 'executor-process.ts')

describe.each([
  ['bubblewrap', true],
  ['bubblewrap', false],
  ['unshare', true],
  ['unshare', false],
] as const)('%s, control groups %s', (name, controlGroups) => {
  it('leaves nothing alive when the process of its executor is killed', async ({ skip }) => {
    skip(missing[name] !== undefined, missing[name])
    const word = `killed${name}${controlGroups}`
    const shell = '(setsid sh -c "trap \\"\\" TERM HUP; while :; do sleep 0.1; done" &); echo ready; sleep 60'
    const options = JSON.stringify({ sandboxes: [name], controlGroups, ...bubblewrapHere })
    const work = await workOf({ shell, environment: { ASSAY_MARK: word } })
    const child = spawn(process.execPath, [script, 'process', options, JSON.stringify(work)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    expect(marked(word)).not.toEqual([])
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(() => marked(word), { timeout: 10_000, interval: 10 }).toEqual([])
  })
})
