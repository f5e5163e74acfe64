import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newsCsv, startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'
import { assayInside } from './inside.ts'

test('a file gets references from a model, and from people, in commands', async () => {
  await using platform = await startPlatform()
  const known = { ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key }
  await using machine = await createMachine(known)
  const news = join(machine.folder, 'news.csv')
  await writeFile(news, newsCsv(3))
  const assay = assayInside(known)
  const { exitCode, stdout } = await assay('datasets', 'annotate', news, '--model', 'lead-1', '--wait')
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^news, version 2: \S+\n$/)])
  expect((await assay('references', 'accept', 'news', '0')).stdout).toMatch(/^Example 0 is accepted: The harbour/)
  expect((await assay('references', 'correct', 'news', '1', 'A text.')).stdout).toBe(
    'Example 1 is corrected: A text.\n',
  )
  expect((await assay('references', 'reject', 'news', '2')).stdout).toBe('Example 2 is rejected: it has no reference\n')
  expect((await assay('references', 'list', 'news')).stdout).toMatch(/^ *1 +corrected +\S+@\S+ +A text\.$/m)
  expect((await assay('datasets', 'apply-reviews', 'news')).stdout).toMatch(/^version +3$/m)
  expect((await assay('tasks', 'get', 'translation')).stdout).toContain('German (de)')
  expect((await assay('datasets', 'annotate', 'news', '--model', 'lead-9')).exitCode).toBe(1)
})
