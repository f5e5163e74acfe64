import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { type SpawnedProgram, spawnProgram } from '@assay/testing'
import { expect, it } from 'vitest'

const admin = { email: 'admin@example.org', password: 'correct horse battery' }

// nothing is installed beside the file: it gets the platform's own @assay/metrics, in the server and in its threads
const code = `import { defineMetric } from '@assay/metrics'

const of = (text: string): number => text.length

export const letters = defineMetric({
  name: 'letters',
  title: 'Letters',
  description: 'How long the prediction is.',
  scores: [{ name: 'letters', title: 'Letters', direction: 'lower', range: [0, null], unit: 'letters', margin: 1 }],
  columns: ['prediction'],
  citation: { text: 'A test.', url: 'https://example.org' },
  scorer: { score: ({ prediction }) => ({ letters: of(prediction) }) },
})
`

function start(directory: string, metrics: string): SpawnedProgram {
  return spawnProgram('apps/standalone/src/main.ts', {
    env: {
      ASSAY_DATA_DIR: join(directory, 'data'),
      ASSAY_PORT: '0',
      ASSAY_SAMPLE: 'off',
      ASSAY_ADMIN_EMAIL: admin.email,
      ASSAY_ADMIN_PASSWORD: admin.password,
      ASSAY_LOG_LEVEL: 'warn',
      ASSAY_METRICS: metrics,
    },
  })
}

it('evaluates with a metric of a file that lies anywhere', async () => {
  await using directory = await createThrowAwayDirectory()
  const path = join(directory.path, 'letters.ts')
  await writeFile(path, code)
  await using program = start(directory.path, path)
  const [, url = ''] = await program.says(/^ready (\S+) in/m)
  const client = new Assay({ url, ...admin })
  expect((await client.metrics.list()).items.map((metric) => metric.name)).toContain('letters')
  const dataset = await client.datasets.upload(new Blob(['predictions\nab\nabcd\n']), { filename: 'letters.csv' })
  const task = { type: 'summarization' } as const
  const { id } = await client.experiments.create({ name: 'letters', dataset_id: dataset.id, task })
  const [run] = await client.experiments.evaluate(id, { metrics: ['letters'] })
  const ended = await client.runs.wait(run?.id ?? '')
  expect(ended.jobs[0]?.result).toMatchObject({ scores: { letters: { estimate: 3, n: 2 } } })
})

it('does not start with a metric that it cannot use, and says in one line which and why', async () => {
  await using directory = await createThrowAwayDirectory()
  const path = join(directory.path, 'letters.ts')
  await writeFile(path, code.replace("name: 'letters',\n  title", "name: 'bleu',\n  title"))
  await using program = start(directory.path, path)
  expect(await program.exited).toBe(1)
  expect(program.stderr.trim()).toBe(
    `ASSAY_METRICS names ${path}: The metric or score "bleu" cannot be registered: the name is taken.`,
  )
})
