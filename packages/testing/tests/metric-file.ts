import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of somebody's own metrics, here where `@assay/metrics` can be found. */
export interface MetricFile extends AsyncDisposable {
  readonly path: string
  readonly directory: string
}

/** Writes a file of metrics; it goes away with what lies beside it. */
export async function writeMetricFile(code: string): Promise<MetricFile> {
  const directory = await mkdtemp(fileURLToPath(new URL('.metrics-', import.meta.url)))
  const path = join(directory, 'metrics.ts')
  await writeFile(path, code)
  return { path, directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) }
}

/** The code of a file that the guide shows, as it stands there. */
export async function guideCode(file: string): Promise<string> {
  const guide = await readFile(new URL('../../../docs/guides/add-a-metric.md', import.meta.url), 'utf8')
  const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
  const found = blocks.find((code) => code.startsWith(`// ${file}\n`))
  if (found === undefined) throw new Error(`the guide shows no ${file}`)
  return found
}

/** Code of a metric over predictions alone, by the body of its `score({ prediction, references })`. */
export function metricCode({ name, cost = 'light', score }: { name: string; cost?: string; score: string }): string {
  return `import { appendFileSync, existsSync } from 'node:fs'
import { defineMetric } from '@assay/metrics'

export const metric = defineMetric({
  name: '${name}',
  title: '${name}',
  description: 'A metric of a test.',
  scores: [{ name: '${name}', title: '${name}', direction: 'higher', range: [0, null], unit: 'points', margin: 1 }],
  columns: ['prediction'],
  cost: '${cost}',
  citation: { text: 'A test.', url: 'https://example.org' },
  scorer: {
    score: async ({ prediction, references }) => {
      ${score}
    },
  },
})
`
}
