// From a file to a verdict: node_modules/.bin/node examples/evaluate-news.ts news.csv
// It asks the server of ASSAY_URL (http://127.0.0.1:3210) with the key in ASSAY_API_KEY.
import { Assay } from '@assay/sdk'

const [file = 'news.csv'] = process.argv.slice(2)
const assay = new Assay()
const dataset = await assay.datasets.upload(file, { name: 'news', filename: 'news.csv' })
const experiment = await assay.experiments.create({
  name: 'news',
  dataset_id: dataset.id,
  task: { type: 'summarization' },
})
const runs = await assay.experiments.evaluate(experiment.id, { models: ['lead-3', 'textrank'], metrics: ['rouge'] })
for (const run of runs) {
  for await (const event of assay.runs.events(run.id)) console.log(run.name, event.type)
}
const comparison = await assay.experiments.compare(experiment.id)
console.log(comparison.verdict.sentence)
