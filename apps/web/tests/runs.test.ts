import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

const news =
  'input,reference\n"Rain fell. It fell all day.","Rain fell."\n"The sun shone. Birds sang.","The sun shone."\n'

it('follows a run from its jobs to a log, and tries it again', async () => {
  const account = await createAccount()
  const { assay, url } = account
  const dataset = await assay.datasets.upload(new Blob([news]), { name: 'news', filename: 'news.csv' })
  const experiment = await assay.experiments.create({
    name: 'news',
    dataset_id: dataset.id,
    task: { type: 'summarization' },
  })
  const [run] = await assay.experiments.evaluate(experiment.id, { models: ['lead-3'], metrics: ['rouge'] })
  const { page, context, complaints } = await openPage()
  await account.enter(context)
  await page.goto(`${url}/experiments`)
  await page.getByRole('link', { name: 'news' }).click()
  await page
    .getByRole('cell', { name: /^0\.\d+/ })
    .first()
    .waitFor()
  await page
    .getByRole('button', { name: /^Sort by / })
    .first()
    .click()
  await page.waitForURL(/\?sort=/)
  await look(page, 'experiment')
  await page.goto(`${url}/runs`)
  await page.getByRole('link', { name: 'lead-3' }).click()
  await page.getByRole('status').getByText('succeeded').waitFor()
  await look(page, 'run-jobs')
  await page.getByRole('tab', { name: 'Graph' }).click()
  await page.getByRole('region', { name: 'Graph of the jobs' }).getByRole('link').first().waitFor()
  await look(page, 'run-graph')
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await page.waitForURL(`${url}/runs/${run?.id}?view=timeline`)
  await page.getByRole('tab', { name: 'Why it ran' }).click()
  await page.getByRole('cell').first().waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('runs again').first().waitFor()
  await page.getByRole('button', { name: 'Start the new run' }).click()
  await page.getByRole('link', { name: 'Tries this run again' }).waitFor()
  await page.getByRole('status').getByText('succeeded').waitFor()

  await page.getByRole('region', { name: 'Jobs' }).getByRole('link').first().click()
  await page.getByRole('heading', { name: 'Log' }).waitFor()
  await page.getByRole('region', { name: 'Outputs' }).getByRole('link').first().waitFor()
  await look(page, 'job')
  expect(complaints).toEqual([])
})
