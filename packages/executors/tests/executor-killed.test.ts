import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { marked } from './executor.contract.ts'
import { workOf } from './workshop.ts'

const script = join(import.meta.dirname, 'executor-process.ts')

it.each([
  ['bubblewrap', true],
  ['bubblewrap', false],
  ['unshare', true],
  ['unshare', false],
] as const)(
  'leaves nothing alive when its own process is killed: %s, control groups %s',
  async (name, controlGroups) => {
    const word = `killed${name}${controlGroups}`
    const shell = '(setsid sh -c "trap \\"\\" TERM HUP; while :; do sleep 0.1; done" &); echo ready; sleep 60'
    const options = JSON.stringify({ sandboxes: [name], controlGroups })
    const child = spawn(
      process.execPath,
      [script, options, JSON.stringify(await workOf({ shell, environment: { ASSAY_MARK: word } }))],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    await once(child.stdout, 'data')
    expect(marked(word)).not.toEqual([])
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(() => marked(word), { timeout: 10_000, interval: 10 }).toEqual([])
  },
)
