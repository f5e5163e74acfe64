import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createWorker } from '@assay/access'
import { submitRuns, transactAround } from '@assay/engine'
import { expect, it } from 'vitest'
import { applicationSpecOf, startPlatform } from '../../src/index.ts'

const execute = promisify(execFile)
const guide = join(import.meta.dirname, '../../../../docs/guides/write-a-worker.md')

it('is a page of Python: a job is claimed, its log streamed, its output stored, its end told', async () => {
  const [, script = ''] = /^```python\n([\s\S]*?)^```$/m.exec(await readFile(guide, 'utf8')) ?? []
  await using platform = await startPlatform({ worker: false })
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'assay-own-worker-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const { core, user, client } = platform
  const { token } = await createWorker(core, user.actor, { name: 'python', labels: [] })
  const spec = applicationSpecOf({ command: ['/bin/sh', '-c', 'echo one; echo two; echo done > "$OUTPUT_DIR/a.txt"'] })
  const job = { name: 'guided', kind: 'application', spec, needs: [], fingerprint: null, placement: 'worker' as const }
  const run = { owner_id: user.actor.user_id, name: 'guided', jobs: [job] }
  await transactAround(core, (held) => submitRuns(held, [run]))
  const env = { PATH: process.env['PATH'] ?? '', ASSAY_URL: platform.url, ASSAY_WORKER_TOKEN: token }
  await execute('python3', ['-c', script], { cwd: folder, env })
  const { id, state } = await core.db.selectFrom('jobs').selectAll().executeTakeFirstOrThrow()
  expect(state).toBe('succeeded')
  const { items } = await client.jobs.logLines(id)
  expect(items.map(({ text }) => text)).toEqual(['one', 'two'])
  const outputs = await core.db.selectFrom('job_outputs').select(['name', 'path']).where('job_id', '=', id).execute()
  expect(outputs).toEqual([{ name: 'result', path: 'a.txt' }])
})
