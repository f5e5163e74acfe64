import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MetricModuleError } from './error.ts'
import { locateModule } from './locate.ts'
import { openRegistry } from './open-registry.ts'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(fileURLToPath(new URL('.modules-', import.meta.url)))
})
afterAll(() => rm(directory, { recursive: true }))

const metric = (name: string, more = '') => `defineMetric({
  name: '${name}', title: 'A', description: 'A.', citation: { text: 'A.', url: 'https://example.org' },
  scores: [{ name: '${name}', title: 'A', direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }],
  scorer: { score: () => ({}) }, ${more}
})`

async function write(name: string, body: string): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, `import { defineMetric } from '@assay/metrics'\n${body}\n`)
  return pathToFileURL(path).href
}

async function faultOf(...modules: string[]): Promise<string> {
  const error: unknown = await openRegistry({ modules }).catch((caught: unknown) => caught)
  if (error instanceof MetricModuleError) return error.message.replaceAll(directory, '')
  throw new Error('it was opened', { cause: error })
}

it('adds the metrics that modules export, singly, in lists and by default, each once', async () => {
  const one = await write(
    'one.ts',
    `export const first = ${metric('first')}\nexport default [first, ${metric('second')}]`,
  )
  const other = await write('other.ts', `export const limit = 3\nexport const third = ${metric('third')}`)
  const registry = await openRegistry({ modules: [one, other] })
  expect(
    registry
      .list()
      .slice(-3)
      .map(({ name }) => name),
  ).toEqual(['first', 'second', 'third'])
  expect(registry.list()[0]?.name).toBe('rouge')
})

it('says of each module that cannot be used which one it is and what to correct', async () => {
  expect(await faultOf(await write('throws.ts', `throw new Error('no licence')`))).toBe(
    'ASSAY_METRICS names /throws.ts: it cannot be loaded: no licence',
  )
  expect(await faultOf(await write('empty.ts', 'export const answer = 42'))).toBe(
    'ASSAY_METRICS names /empty.ts: it exports no metric. Export what defineMetric returns.',
  )
  const taken = await write('taken.ts', `export const rouge = ${metric('rouge')}`)
  expect(await faultOf(taken)).toBe(
    'ASSAY_METRICS names /taken.ts: The metric or score "rouge" cannot be registered: the name is taken.',
  )
  const [a, b] = [
    await write('a.ts', `export const a = ${metric('same')}`),
    await write('b.ts', `export const b = ${metric('same')}`),
  ]
  expect(await faultOf(a, b)).toContain('/b.ts: The metric or score "same" cannot be registered')
  const plain = await write(
    'plain.ts',
    `export const half = { name: 'half', scorer: () => ({}), scores: [{ name: 'cost' }] }`,
  )
  expect(await faultOf(plain)).toMatch(
    /^ASSAY_METRICS names \/plain\.ts: its export "half" is not a metric \(version: .*scores\.0\.name: is a name that Assay uses itself; .*\)\. Use defineMetric\.$/,
  )
})

it('finds modules by path and packages by name, from the directory that it is given', async () => {
  const file = await write('here.ts', '')
  expect(locateModule('./here.ts', directory)).toBe(file)
  expect(locateModule('here.ts', directory)).toBe(file)
  expect(locateModule(join(directory, 'here.ts'), '/')).toBe(file)
  const installed = join(directory, 'node_modules', 'our-metrics')
  await mkdir(installed, { recursive: true })
  await writeFile(join(installed, 'package.json'), '{ "name": "our-metrics", "exports": "./index.js" }')
  await writeFile(join(installed, 'index.js'), '')
  expect(locateModule('our-metrics', directory)).toBe(pathToFileURL(join(installed, 'index.js')).href)
  expect(() => locateModule('./gone.ts', directory)).toThrow(/names \.\/gone\.ts: there is no file .*\/gone\.ts\./)
  expect(() => locateModule('gone', directory)).toThrow(/names gone: there is no such file, and no such package/)
})
