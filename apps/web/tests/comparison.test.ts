import { readFile } from 'node:fs/promises'
import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, inject, it } from 'vitest'
import { evaluateNews } from './compared-news.ts'
import { look } from './look.ts'

const { openPage } = useBrowser()

it('says which run to trust and why, and its address shows a colleague the same', async () => {
  const { url } = inject('web_server')
  const account = await createAccount()
  const { experiment } = await evaluateNews(account, 120)
  const { page, context, requests, complaints } = await openPage()
  await account.enter(context)
  await page.goto(`${url}/experiments/${experiment.id}/compare`)
  await page.getByRole('heading', { level: 1, name: /^Trust lead-3:/ }).waitFor()

  const question = page.getByRole('region', { name: 'Question' })
  await question.getByLabel('Baseline').selectOption({ label: 'textrank' })
  await question.getByLabel('Primary metric').selectOption({ value: 'rouge1' })
  await page.getByRole('heading', { level: 1, name: /rouge1|ROUGE-1/ }).waitFor()
  await question.getByLabel('Margin').fill('0.03')
  await question.getByLabel('Margin').press('Enter')
  await question.getByLabel('Slices').selectOption('kind')
  await page.getByRole('img', { name: /slice by slice of kind/ }).waitFor()
  await page.getByRole('alert').getByText(/essay/).first().waitFor()
  await page.getByText('The winner loses in one slice.').waitFor()
  await page
    .getByRole('img', { name: /how many examples have which score/ })
    .first()
    .waitFor()
  await page.getByText(/shaded: within 0.03/).waitFor()
  await look(page, 'compare')

  await page.getByTitle('How was this computed?').first().click()
  const how = page.getByRole('dialog')
  await how.getByText('Holm, over 3 differences on this score').waitFor()
  await how.getByText(/ROUGE/).first().waitFor()
  await page.keyboard.press('Escape')
  for (const format of ['SVG', 'PNG']) {
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: `Save Differences from the baseline as ${format}` }).click()
    const saved = await readFile(await (await saving).path())
    expect(saved.subarray(0, 4).toString('latin1')).toBe(format === 'SVG' ? '<svg' : '\x89PNG')
  }

  const said = await page.getByRole('main').textContent()
  const other = await openPage()
  await account.enter(other.context)
  await other.page.setViewportSize(page.viewportSize() ?? { width: 1280, height: 900 })
  await other.page.goto(page.url())
  await other.page.getByRole('alert').getByText(/essay/).first().waitFor()
  await other.page
    .getByRole('img', { name: /how many examples have which score/ })
    .first()
    .waitFor()
  await expect.poll(() => other.page.getByRole('main').textContent()).toBe(said)
  await page.goBack()
  await expect.poll(() => new URL(page.url()).searchParams.get('slices')).toBe(null)
  expect([...complaints, ...other.complaints]).toEqual([])
  expect(requests.filter((address) => !/^(?:data|blob):/.test(address) && !address.startsWith(url))).toEqual([])
}, 120_000)
