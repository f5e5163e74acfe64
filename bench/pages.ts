import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { startServer } from '@assay/testing/browser'
import { chromium, type Page } from 'playwright-core'
import { figure, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'

const admin = { email: 'admin@example.org', password: 'correct horse battery' }
const executablePath = process.env['ASSAY_TEST_CHROMIUM'] ?? '/usr/bin/chromium'
const rounds = 5
const examples = 200
const kilobyte = 1_000

await using stack = new AsyncDisposableStack()
const directory = stack.use(await createThrowAwayDirectory())
const server = stack.use(
  startServer(directory.path, { ASSAY_ADMIN_EMAIL: admin.email, ASSAY_ADMIN_PASSWORD: admin.password }),
)
const [, url = ''] = await server.says(/^ready (\S+) in/m)
const experiment_id = await makeExperiment(new Assay({ url, ...admin }))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
stack.defer(() => browser.close())

const home = { path: '/', heading: 'Home' }
const compare = { path: `/experiments/${experiment_id}/compare`, heading: /better|equivalent|undecided|differ/i }
const [cold, comparing] = [await measure(home), await measure(compare)]
const between = await measureBetween()

report({
  command: 'pages',
  figures: [
    figure({
      what: 'JavaScript of the first page, gzip',
      unit: 'kB',
      ours: cold.script_kb,
      alternative: { what: 'what is allowed', value: 180 },
      hold: ratioAtMost(1),
    }),
    figure({
      what: 'JavaScript of compare, gzip',
      unit: 'kB',
      ours: comparing.script_kb,
      alternative: { what: 'what is allowed', value: 300 },
      hold: ratioAtMost(1),
    }),
    figure({
      what: 'the first page, from navigation to usable, nothing cached',
      unit: 'ms',
      ours: cold.usable_ms,
      alternative: { what: 'what is allowed', value: 1_000 },
      hold: ratioAtMost(1),
    }),
    figure({ what: 'compare, from navigation to usable, nothing cached', unit: 'ms', ours: comparing.usable_ms }),
    figure({
      what: 'from one page to the next',
      unit: 'ms',
      ours: between,
      alternative: { what: 'what is allowed', value: 200 },
      hold: ratioAtMost(1),
    }),
  ],
})

async function makeExperiment(assay: Assay): Promise<string> {
  const rows = Array.from(
    { length: examples },
    (_, n) => `"Rain fell on day ${n}. It was cold. Birds sang.","Rain fell."`,
  )
  const csv = ['examples,ground_truth', ...rows].join('\n')
  const dataset = await assay.datasets.upload(new Blob([csv]), { name: 'news', filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const { id } = await assay.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const runs = await assay.experiments.evaluate(id, { models: ['lead-1', 'lead-3'], metrics: ['rouge'] })
  await assay.runs.waitAll(runs.map((run) => run.id))
  return id
}

interface Shown {
  readonly path: string
  readonly heading: string | RegExp
}

/** A page in a browser that has never been here, but is signed in: its scripts, and when it can be used. */
async function measure({ path, heading }: Shown) {
  const taken: number[] = []
  let script_bytes = 0
  for (let round = 0; round < rounds; round += 1) {
    const page = await open()
    const started_at = performance.now()
    await page.goto(`${url}${path}`)
    await page.getByRole('heading', { name: heading }).first().waitFor()
    taken.push(performance.now() - started_at)
    script_bytes = await scriptBytes(page)
    await page.context().close()
  }
  return { script_kb: script_bytes / kilobyte, usable_ms: median(taken) }
}

async function measureBetween(): Promise<number> {
  const page = await open()
  await page.goto(url)
  await page.getByRole('heading', { name: 'Home' }).waitFor()
  const taken: number[] = []
  for (const place of ['Datasets', 'Experiments', 'Runs', 'Jobs', 'Files', 'Settings']) {
    const started_at = performance.now()
    await page.getByRole('navigation').getByRole('link', { name: place }).click()
    await page.getByRole('heading', { name: place, exact: true, level: 1 }).waitFor()
    taken.push(performance.now() - started_at)
  }
  return median(taken)
}

async function open(): Promise<Page> {
  const context = await browser.newContext()
  const answer = await context.request.post(`${url}/api/v1/session`, { data: admin })
  if (!answer.ok()) throw new Error(await answer.text())
  return context.newPage()
}

/** Of what the page itself has loaded; what it fetches ahead for others is not counted. */
function scriptBytes(page: Page): Promise<number> {
  return page.evaluate<number>(`
    performance.getEntriesByType('resource')
      .filter(({ initiatorType }) => initiatorType === 'script')
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`)
}
