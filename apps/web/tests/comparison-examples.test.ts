import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, inject, it } from 'vitest'
import { evaluateNews } from './compared-news.ts'
import { look } from './look.ts'

const { openPage } = useBrowser()

it('reads what the runs made of each example, the worst first, by keyboard, at an address that shows the same', async () => {
  const { url } = inject('web_server')
  const account = await createAccount()
  const { experiment } = await evaluateNews(account, 240)
  const { page, context, complaints } = await openPage()
  await account.enter(context)
  await page.goto(`${url}/experiments/${experiment.id}/compare`)
  await page.getByRole('link', { name: 'Example by example' }).first().click()
  const list = page.getByRole('listbox', { name: 'Examples' })
  await list.getByRole('option').first().waitFor()
  await page.getByText('240 examples match').waitFor()
  expect(await list.getByRole('option').count()).toBeLessThan(40)

  await page.getByRole('button', { name: /^Regressions/ }).click()
  await page.getByLabel('Slice by').selectOption('kind')
  await page.getByLabel('Value').selectOption('essay')
  await page.getByText(/^[1-5]?\d examples match$/).waitFor()
  const open = () => page.getByRole('article').getAttribute('aria-label')
  const first = await open()
  await page.keyboard.press('j')
  await expect.poll(open).not.toBe(first)
  const second = await open()
  await page.keyboard.press('k')
  await expect.poll(open).toBe(first)
  await page.keyboard.press('j')
  await expect.poll(open).toBe(second)
  await page.getByRole('article').locator('ins').first().waitFor()
  for (const name of ['lead-3', 'textrank', 'random-sentences']) {
    await page
      .getByRole('region', { name, exact: true })
      .getByText(/\d\.\d{3}/)
      .first()
      .waitFor()
  }
  await look(page, 'examples')
  await page.keyboard.press('m')
  await page.getByRole('article').locator('mark').first().waitFor()

  const other = await openPage()
  await account.enter(other.context)
  await other.page.goto(page.url())
  await other.page
    .getByRole('article', { name: second ?? '' })
    .locator('mark')
    .first()
    .waitFor()
  await other.page.getByRole('searchbox', { name: 'Text' }).fill('no such words')
  await other.page.getByRole('searchbox', { name: 'Text' }).press('Enter')
  await other.page.getByRole('heading', { name: 'No example matches' }).waitFor()
  expect([...complaints, ...other.complaints]).toEqual([])
}, 120_000)
