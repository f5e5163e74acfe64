import { readFile } from 'node:fs/promises'
import { jobKind, jobKinds } from '@assay/schemas'
import { expect, it } from 'vitest'

const repository = new URL('../../../', import.meta.url)

const read = (path: string) => readFile(new URL(path, repository), 'utf8')
const withoutLayout = (code: string) => code.replaceAll(/[\s,]+/g, '')

/** A block of code with the file that the text before it names last. */
function blocksOf(page: string) {
  const paths = [...page.matchAll(/`((?:apps|packages)\/[\w./-]+\.ts)`/g)]
  return [...page.matchAll(/^ *```ts\n(.*?)^ *```$/gms)].map(({ index, 1: code = '' }) => ({
    file: paths.findLast((path) => path.index < index)?.[1] ?? '',
    // what is left out is between these
    parts: code
      .split(/\n|\/\*\s*…\s*\*\/|\/\/ …|…[^')]*/)
      .map(withoutLayout)
      .filter((part) => part.length > 3),
  }))
}

it('the guide to kinds of jobs shows what is in the files that it names', async () => {
  const page = await read('docs/guides/add-a-job-kind.md')
  const blocks = blocksOf(page)
  expect(blocks).toHaveLength(3)
  for (const { file, parts } of blocks) {
    const source = withoutLayout(await read(file))
    for (const part of parts) expect(source, file).toContain(part)
  }
  const named = [...page.matchAll(/`((?:apps|packages)\/[\w./-]+)`/g)].map(([, path = '']) => path)
  await Promise.all(named.map(read))
})

const registries = {
  'packages/schemas/src/job-kind.ts': /satisfies Record<JobKind, JobKindContract>/,
  'packages/schemas/src/job.ts': /satisfies Record<JobKind, z\.ZodObject>/,
  'packages/core/src/kinds.ts': /satisfies JobKinds/,
  'apps/worker/src/worker.ts': /satisfies Record<JobKind, Runner>/,
  'packages/cli/src/table/result-table.ts': /readonly \[Kind in JobKind\]/,
}

it.each(Object.entries(registries))('the guide names %s, which must be complete', async (file, isComplete) => {
  expect(await read('docs/guides/add-a-job-kind.md')).toContain(file)
  const source = await read(file)
  expect(source).toMatch(isComplete)
  for (const kind of Object.keys(jobKinds)) expect(source, kind).toMatch(new RegExp(`\\b${kind}:`))
  expect(jobKind.options).toEqual(Object.keys(jobKinds))
})
