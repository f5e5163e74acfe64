import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newsCsv, startModelEndpoint, startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

const judge = `
name: care
needs: [input]
criteria:
  - name: care
    description: "5: careful. 1: careless."
`

it('makes a judge, evaluates by it, has people label, and corrects it', async () => {
  await using endpoint = await startModelEndpoint(
    ({ prompt }) => `{"reason": "r", "score": ${(prompt.length % 3) + 2}}`,
  )
  await using platform = await startPlatform()
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const { assay, folder } = machine
  await writeFile(join(folder, 'care.yaml'), judge)
  await writeFile(join(folder, 'news.csv'), newsCsv(20))
  expect((await assay(['judges', 'create', 'care.yaml'])).stderr).toContain('model')
  const created = await assay(['judges', 'create', 'care.yaml', '--model', `m@${endpoint.base_url}`])
  expect(created.stdout).toBe('Judge care, version 1; its scores: judge/care.\n')
  expect((await assay(['judges', 'list', '--builtin'])).stdout).toContain('g_eval_summarization')
  const metrics = ['--metrics', 'rouge1,judge/care']
  const evaluated = await assay(['evaluate', 'news.csv', '--models', 'lead-1,lead-3', ...metrics])
  expect(evaluated.stderr + evaluated.stdout).toContain('judge/care')
  expect(evaluated.exitCode).toBe(0)
  const sampled = await assay(['judges', 'sample', 'care', '--experiment', 'news', '--examples', '12', '--json'])
  const { id } = JSON.parse(sampled.stdout)
  expect((await assay(['judges', 'items', id, '--limit', '2'])).stdout).toMatch(/Prediction/)
  const labels = Array.from({ length: 24 }, (_, item) => `${item}=${(item % 3) + 1}`)
  expect((await assay(['judges', 'label', id, ...labels])).stdout).toBe('Kept 24 labels.\n')
  const { stdout } = await assay(['judges', 'calibrate', id])
  expect(stdout).toMatch(/^judge\/care, care: 24 of 24 predictions are labelled\.$/m)
  expect(stdout).toMatch(/^weighted kappa/m)
  expect(stdout).toMatch(/lead-3 .*lead-1/)
  expect((await assay(['judges', 'remove', 'care'])).stdout).toBe('Removed care.\n')
}, 90_000)
