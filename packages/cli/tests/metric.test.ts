import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../../testing/src/index.ts'
import { createMachine, type Machine } from './assay.ts'

let platform: Platform
let machine: Machine

beforeAll(async () => {
  platform = await startPlatform()
  machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
}, 60_000)
afterAll(async () => {
  await machine[Symbol.asyncDispose]()
  await platform[Symbol.asyncDispose]()
})

test('the list says in full why a metric is not available', async () => {
  const { stdout } = await machine.assay(['metrics', 'list'])
  const items = (await platform.client.metrics.list()).items
  const words = stdout.replaceAll(/\s+/g, ' ')
  expect(stdout).not.toContain('…')
  expect(stdout).toMatch(/^accuracy +accuracy +prediction, reference/m)
  for (const { name, available, unavailable_reason } of items) {
    if (available) continue
    const lastWords = unavailable_reason?.split(' ').slice(-2).join(' ') ?? ''
    expect(words, name).toContain(lastWords)
  }
  expect(JSON.parse((await machine.assay(['metrics', 'list', '--json'])).stdout)).toEqual(items)
})

test('a metric is shown with all that the registry says of it, also by one of its scores', async () => {
  const { stdout } = await machine.assay(['metrics', 'show', 'chrf_plus_plus'])
  expect(stdout).toMatch(/^Name +chrf\+\+\n/)
  expect(stdout).toMatch(/^Version +1$/m)
  expect(stdout).toMatch(/^Equals +sacrebleu 2\.6\.0 \(nrefs:var\|case:mixed/m)
  expect(stdout).toMatch(/^Cite +.*https:\/\/aclanthology\.org/m)
  expect(stdout).toMatch(/^Available +yes$/m)
  expect(stdout).toMatch(/^chrf_plus_plus +chrF\+\+ +higher +0 to 100 +percent +0\.5$/m)
  expect((await machine.assay(['metrics', 'show', 'comet'])).stdout).toMatch(/^Available +no: .*local-models\.md/m)
  const shown = JSON.parse((await machine.assay(['metrics', 'show', 'length_ratio', '--json'])).stdout)
  expect(shown).toMatchObject({ name: 'length_ratio', scores: [{ direction: 'neutral' }] })
})

test('a metric that there is not is refused with the names that resemble it, each once', async () => {
  const { exitCode, stderr } = await machine.assay(['metrics', 'show', 'acuracy'])
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/^There is no metric "acuracy"\. Did you mean "accuracy"/)
  expect(stderr.match(/"accuracy"/g)).toHaveLength(1)
})
