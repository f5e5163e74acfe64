import { Buffer } from 'node:buffer'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, inject, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

const rows = Array.from({ length: 1_200 }, (_, row) => `question ${row},answer ${row % 7},${row % 10 === 0 ? '' : row}`)
const csv = (lines: readonly string[]) => ['question,answer,points', ...lines].join('\n')

it('takes files, says at which bytes one is refused, and goes on with another after a reload', async () => {
  const { url } = inject('web_server')
  const account = await createAccount()
  const { page, context, complaints } = await openPage()
  await account.enter(context)
  await page.goto(`${url}/datasets`)
  await page.getByText('No datasets yet').waitFor()
  const choose = page.locator('input[type=file]').first()
  await choose.setInputFiles([
    { name: 'quiz.csv', mimeType: 'text/csv', buffer: Buffer.from(csv(rows)) },
    { name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from(csv(['a,b,1', 'c,d,2,3', 'e,f,3'])) },
  ])
  const uploads = page.getByRole('region', { name: 'Uploads' })
  await uploads.getByRole('link', { name: 'Open quiz' }).waitFor()
  const refusal = uploads.getByRole('alert')
  await refusal.getByText('Line 3').waitFor()
  expect(await refusal.locator('pre').textContent()).toContain('c,d,2,3')
  await page.getByRole('link', { name: 'quiz', exact: true }).waitFor()
  await look(page, 'datasets')

  await page.route('**/api/v1/uploads/*', (route) =>
    route.request().headers()['upload-offset'] === '0' ? route.continue() : route.abort(),
  )
  const large = join(await mkdtemp(join(tmpdir(), 'assay-web-')), 'large.csv')
  await writeFile(large, csv(Array(60_000).fill(rows[7])))
  await choose.setInputFiles(large)
  await page.getByRole('button', { name: 'Pause large.csv' }).click()
  await page.getByRole('button', { name: 'Resume large.csv' }).click()
  await page.getByText(/262 kB \/ 1/).waitFor()
  await page.getByRole('button', { name: 'Pause large.csv' }).click()
  await page.unroute('**/api/v1/uploads/*')
  await page.reload()
  await uploads.getByText('unfinished: choose the same file again').waitFor()
  const again = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose the file again' }).click()
  const first = page.waitForRequest('**/api/v1/uploads/*')
  await (await again).setFiles(large)
  expect((await first).headers()['upload-offset']).toBe('262144')
  await page.getByRole('link', { name: 'Open large' }).waitFor()
  expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([])
})

it('shows the examples of a dataset, filtered and sorted, what its columns hold, and how versions differ', async () => {
  const { url } = inject('web_server')
  const account = await createAccount()
  const { id } = await account.assay.datasets.upload(Buffer.from(csv(rows)), { filename: 'quiz.csv' })
  const { page, context, complaints, requests } = await openPage()
  await account.enter(context)
  await page.goto(`${url}/datasets/${id}`)
  const table = page.getByRole('region', { name: 'Examples' })
  await table.getByText('question 3', { exact: true }).waitFor()
  await page.getByRole('img', { name: /^points: 1–1,199/ }).waitFor()
  await table.evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
  await table.getByText('question 1199', { exact: true }).waitFor()
  await table.getByRole('button', { name: 'Example 1,199' }).click()
  await page.getByRole('complementary', { name: 'Example' }).getByText('answer 2').waitFor()
  await look(page, 'dataset-rows')
  await page.getByLabel('Column of the filter').selectOption('answer')
  await page.getByLabel('Value').fill('answer 6')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('171 of 1,200 examples').waitFor()
  await page.getByRole('button', { name: /^question as in the file/ }).click()
  await page.waitForURL(/sort=question/)
  await table.getByText('question 1000', { exact: true }).waitFor()

  await page.goto(page.url().replace(/\?.*/, ''))
  await account.assay.datasets.upload(Buffer.from(csv(rows.with(4, 'question four,answer 4,4'))), {
    filename: 'quiz.csv',
  })
  await page.getByRole('tab', { name: 'Columns' }).click()
  await page.getByLabel('Reference').selectOption('answer')
  await page.getByRole('heading', { name: 'answer VARCHAR Reference' }).waitFor()
  await page.getByRole('tab', { name: 'Versions' }).click()
  await page.getByLabel('Differences to').selectOption({ label: 'quiz @2' })
  await page.getByText('1 examples differ').waitFor()
  await look(page, 'dataset-versions')
  await page.getByRole('tab', { name: 'Used by' }).click()
  await page.getByText('No experiment uses').waitFor()
  await page.getByRole('tab', { name: 'Shares' }).click()
  await page.getByLabel('E-mail address').fill('users')
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByText('group users').waitFor()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.waitForURL(`${url}/datasets`)
  expect(complaints).toEqual([])
  expect(requests.filter((address) => !/^(?:data|blob):/.test(address) && !address.startsWith(url))).toEqual([])
})
