import type { ApplicationEntry } from '@assay/schemas'
import { adminAccount, createAccount, useBrowser } from '@assay/testing/browser'
import { expect, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

const maps = { application: 'maps', version: '1', command: ['true'] }
const prepare: ApplicationEntry = {
  ...maps,
  entrypoint: 'prepare',
  parameters: { scale: { type: 'integer', default: 2, min: 1 } },
}
const crop: ApplicationEntry = {
  ...maps,
  entrypoint: 'crop',
  description: 'Cuts a map to what is asked for.',
  requires: ['prepare'],
  parameters: {
    map: { type: 'string', description: 'Which map to cut.' },
    mode: { type: 'string', choices: ['fast', 'exact'], default: 'fast' },
    layers: { type: 'string', list: true, optional: true },
    smooth: { type: 'boolean', default: false },
  },
  inputs: { borders: { mount: 'borders', optional: true, description: 'Where to cut.' } },
}

it('runs an application by a form that is made of its parameters', async () => {
  const admin = adminAccount()
  await admin.assay.applications.apply({
    entries: [prepare, crop],
  })
  const account = await createAccount()
  const { page, context, complaints } = await openPage()
  await account.enter(context)
  await page.goto(account.url)
  await page.getByRole('link', { name: 'Applications' }).click()
  await page.getByRole('link', { name: 'maps' }).click()
  await page.getByLabel('Entrypoint').selectOption('crop')
  await page.waitForURL(/entrypoint=crop/)
  await page.getByLabel('map', { exact: true }).fill('peach')
  await page.getByLabel('scale').fill('3')
  await page.getByLabel('mode').selectOption('exact')
  await page.getByLabel('layers').fill('roads\nrivers')
  await page.getByLabel('smooth').selectOption('true')
  await page.getByText('assay run maps/1/crop --map peach').waitFor()
  await look(page, 'application')
  await page.getByRole('button', { name: 'Start the run' }).click()
  await page.waitForURL(/\/runs\/[\w-]{36}/)
  await page.getByRole('heading', { name: 'maps/1/crop' }).waitFor()
  const [run] = (await account.assay.runs.list()).items
  const { jobs } = await account.assay.runs.get(run?.id ?? '')
  expect(jobs.map(({ spec }) => spec)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ parameters: { scale: 3 } }),
      expect.objectContaining({
        parameters: { map: 'peach', mode: 'exact', layers: ['roads', 'rivers'], smooth: true },
      }),
    ]),
  )
  expect(complaints).toEqual([])
})
