import { createAccount, useBrowser } from '@assay/testing/browser'
import { expect, it } from 'vitest'
import { look } from './look.ts'

const { openPage } = useBrowser()

const news =
  'input,reference\n"Rain fell. It fell all day.","Rain fell."\n"The sun shone. Birds sang.","The sun shone."\n'

it('goes from a dataset to an evaluation of two baselines, and tries one first', async () => {
  const account = await createAccount()
  const { assay, url } = account
  const dataset = await assay.datasets.upload(new Blob([news]), { name: 'news', filename: 'news.csv' })
  const { page, context, complaints } = await openPage()
  await account.enter(context)

  await page.goto(`${url}/registry`)
  await page.getByRole('link', { name: 'ROUGE', exact: true }).waitFor()
  await look(page, 'metrics')
  await page.getByRole('link', { name: 'ROUGE', exact: true }).click()
  await page.getByRole('region', { name: 'Scores' }).getByRole('cell').first().waitFor()

  await page.goto(`${url}/models?provider=baseline`)
  await page.getByRole('button', { name: 'Try it: lead-3' }).click()
  await page.getByRole('button', { name: 'Ask' }).click()
  await page.getByRole('region', { name: 'Answer' }).getByText('The river rose').waitFor()
  await page.getByText('Tokens in').waitFor()
  await look(page, 'model-tried')
  await page.getByRole('button', { name: 'Close' }).click()

  await page.goto(`${url}/experiments`)
  await page.getByRole('link', { name: 'New evaluation' }).click()
  await page.getByLabel('Dataset').selectOption(dataset.id)
  await page.getByLabel('What models are given · guessed').waitFor()
  await page.getByRole('checkbox', { name: 'lead-3', exact: true }).check()
  await page.getByRole('checkbox', { name: 'random-sentences', exact: true }).check()
  await page.getByText('Up to 4 answers').waitFor()
  await page.getByRole('button', { name: /^Estimate/ }).click()
  await page.getByRole('region', { name: 'What it takes' }).getByRole('cell', { name: 'In all' }).waitFor()
  await page.getByText(`assay evaluate ${dataset.id} --models lead-3,random-sentences --metrics rouge`).waitFor()
  await page.evaluate(() => scrollTo(0, 0))
  await look(page, 'evaluation')
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click()
  await page.waitForURL(/\/experiments\/[0-9a-f-]{36}$/)
  await page.getByRole('link', { name: 'Compare the runs' }).waitFor()
  expect((await assay.experiments.list().toArray()).map(({ name }) => name)).toEqual(['news'])
  expect(complaints).toEqual([])
})
