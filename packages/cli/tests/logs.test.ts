import { expect, test } from 'vitest'
import { newsCsv, startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

test('assay jobs logs prints a log, from a line on or what holds a text, as nothing that a terminal would obey', async () => {
  await using platform = await startPlatform()
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const { client, core } = platform
  const dataset = await client.datasets.upload(new Blob([newsCsv(2)]), { name: 'news', filename: 'news.csv' })
  const task = { type: 'summarization' as const }
  const experiment = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const [run] = await client.experiments.evaluate(experiment.id, { models: ['lead-1'], metrics: ['rouge'] })
  const { jobs } = await client.runs.wait(run?.id ?? '')
  const [job_id = '', attempt] = [jobs[0]?.id, 1]
  await core.db.insertInto('logs').values({ job_id, attempt, lines: 3, closed_at: new Date().toISOString() }).execute()
  const chunk = { first_line: 1, lines: 3, at: '2026-12-02T10:00:00.000Z', spans: JSON.stringify([[3, 0, 1]]) }
  const text = 'one\n\u001b[31mtwo\u001b[0m\nthree\n'
  await core.db
    .insertInto('log_chunks')
    .values({ job_id, attempt, ...chunk, text })
    .execute()
  const logs = async (...args: string[]) => machine.assay(['jobs', 'logs', job_id, ...args])
  expect(await logs()).toMatchObject({ exitCode: 0, stdout: 'one\n␛[31mtwo␛[0m\nthree\n' })
  expect(await logs('-f', '--since-line', '3')).toMatchObject({ exitCode: 0, stdout: 'three\n' })
  const found = await logs('--search', 'e')
  expect([found.stdout, found.stderr]).toEqual(['one\nthree\n', expect.stringContaining('2 of its lines hold it.')])
  expect((await logs('--times', '--since-line', '3')).stdout).toBe('3 2026-12-02T10:00:00.000Z stderr three\n')
  expect(JSON.parse((await logs('--json', '--search', 'thr')).stdout)).toMatchObject({ number: 3, text: 'three' })
  expect((await logs('--search', 'e', '-f')).exitCode).toBe(2)
})
