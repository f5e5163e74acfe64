import { Buffer } from 'node:buffer'
import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, inject, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

it('takes files that are dropped, shows what is in them, renames them with a way back, and zips them', async () => {
  const { url } = inject('web_server')
  const account = await createAccount()
  const { page, context, complaints } = await openPage()
  await account.enter(context)
  await page.goto(`${url}/files?path=data`)
  await page.getByRole('button', { name: 'New folder' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('run-7')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByRole('button', { name: 'run-7' }).click()
  await page.getByText('This folder is empty').waitFor()

  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['name,score\nada,"9,5"\ngrace,10\n'], 'scores.csv', { type: 'text/csv' }))
    data.items.add(new File(['# Findings\n\n- one\n- two\n'], 'notes.md', { type: 'text/markdown' }))
    return data
  })
  await page.dispatchEvent('body', 'dragover', { dataTransfer: dropped })
  await page.getByText('Drop files and folders').waitFor()
  await page.dispatchEvent('body', 'drop', { dataTransfer: dropped })
  await page.getByText('2 uploaded').waitFor()
  await page.getByRole('button', { name: 'notes.md' }).click()
  const preview = page.getByRole('complementary', { name: 'Preview' })
  await preview.getByRole('heading', { name: 'Findings' }).waitFor()
  await page.getByRole('button', { name: 'scores.csv' }).click()
  await preview.getByRole('cell', { name: '9,5' }).waitFor()
  await look(page, 'files')

  await page.getByLabel('Select scores.csv').check()
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByLabel('New name').fill('points.csv')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('button', { name: 'points.csv' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'scores.csv' }).waitFor()

  await page.getByLabel('Select notes.md').check()
  await page.getByLabel('Select scores.csv').check()
  const zip = await page.getByRole('link', { name: 'Download as zip' }).getAttribute('href')
  const bytes = await (await context.request.get(`${url}${zip}`)).body()
  expect(Buffer.from(bytes).subarray(0, 2).toString()).toBe('PK')
  await page.getByLabel('Select scores.csv').uncheck()
  await page.getByRole('button', { name: 'Link for anybody' }).click()
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.getByRole('dialog').getByText('/api/v1/files/signed/').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'notes.md' }).waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})
