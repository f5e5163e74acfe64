import { appendLogs, settleAttempts } from '@assay/engine'
import { addWorker, ended } from '@assay/engine/testing'
import { Assay } from '@assay/sdk'
import { expect, it, vi } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

/** A job that a worker has claimed, and what its worker does with its log. */
async function claimJob(api: TestApi) {
  const { db } = api.core
  const { run_id, job_id } = await api.submitRun()
  const worker_id = await addWorker(db)
  await db.updateTable('jobs').set({ state: 'running', attempt: 1, worker_id }).where('id', '=', job_id).execute()
  const attempt = { job_id, run_id, attempt: 1 }
  const entry = { ...attempt, left_out: 0 }
  return {
    job_id,
    async write(first_line: number, ...texts: string[]) {
      const text = texts.map((line) => `${line}\n`).join('')
      const at = '2026-12-02T10:00:00.000Z'
      const chunk = {
        first_line,
        lines: texts.length,
        at,
        spans: [[texts.length, 0, 0] as [number, number, number]],
        text,
      }
      await appendLogs(api.core, { worker_id, entries: [{ ...entry, chunk, is_last: false }] })
    },
    async finish() {
      await appendLogs(api.core, { worker_id, entries: [{ ...entry, chunk: null, is_last: true }] })
      const claimed = { id: job_id, run_id, attempt: 1, worker_id, owner_id: '', name: '', kind: '', spec: {} }
      await settleAttempts(api.core, [ended(claimed)])
    },
  }
}

it('is followed, read, searched and downloaded by the SDK', async () => {
  await using api = await startApi()
  const { job_id, write, finish } = await claimJob(api)
  const { jobs } = new Assay({ url: api.url, apiKey: api.user.key })
  await write(1, 'one', 'two')
  const seen: string[] = []
  const following = (async () => {
    for await (const { number, text } of jobs.logs(job_id, { follow: true, sinceLine: 2 }))
      seen.push(`${number} ${text}`)
  })()
  await vi.waitFor(() => expect(seen).toEqual(['2 two']))
  await write(3, 'three')
  await finish()
  await following
  expect(seen).toEqual(['2 two', '3 three'])
  expect(await jobs.logLines(job_id, { after_line: 1, limit: 1 })).toMatchObject({
    items: [{ number: 2, text: 'two' }],
    lines_total: 3,
    is_complete: true,
  })
  expect(await jobs.searchLog(job_id, 'o')).toMatchObject({ count: 2, items: [{ number: 1 }, { number: 2 }] })
  expect(await (await jobs.log(job_id)).text()).toBe('one\ntwo\nthree\n')
})

it('goes on behind the last line that arrived, over REST', async () => {
  await using api = await startApi()
  const { job_id, write, finish } = await claimJob(api)
  await write(1, 'one', 'two', 'three')
  await finish()
  const url = `${api.url}/api/v1/jobs/${job_id}/logs`
  const all = await fetch(url, { headers: api.user.headers }).then((answer) => answer.text())
  expect(all).toContain('id: 1.3\n')
  const resumed = { ...api.user.headers, 'last-event-id': '1.2' }
  const rest = await fetch(url, { headers: resumed }).then((answer) => answer.text())
  expect([rest.includes('three'), rest.includes('two'), rest.endsWith('event: end\ndata: {}\n\n')]).toEqual([
    true,
    false,
    true,
  ])
  const wrong = await fetch(`${url}/`.slice(0, -1), { headers: { ...api.user.headers, 'last-event-id': 'x' } })
  expect((await wrong.text()).includes('INPUT_INVALID')).toBe(true)
  const stranger = await api.addUser()
  for (const path of ['logs', 'log', 'log/lines', 'log/search?text=a']) {
    const refused = await fetch(`${api.url}/api/v1/jobs/${job_id}/${path}`, { headers: stranger.headers })
    expect(await refused.text()).toContain('JOB_NOT_FOUND')
  }
})
