import type { Account } from '@assay/testing/browser'

const subjects = ['The harbour', 'A council', 'The river', 'A museum', 'The railway', 'An orchard', 'The school']
const verbs = ['opened', 'closed', 'rebuilt', 'measured', 'painted', 'flooded', 'welcomed', 'counted']
const things = [
  'the old bridge',
  'nine gardens',
  'a wooden tower',
  'the night market',
  'its quiet archive',
  'a new gate',
]
const times = ['on Monday', 'after the storm', 'before winter', 'in the morning', 'for the first time', 'at last']

const sentence = (seed: number) =>
  `${subjects[seed % 7]} ${verbs[(seed * 3) % 8]} ${things[(seed * 5) % 6]} ${times[(seed * 7) % 6]}.`

/** News begin with what matters; essays end with what all of it was about. */
function rowOf(at: number): string {
  const parts = Array.from({ length: 6 }, (_, place) => at * 11 + place * 13 + (at % 5))
  const sentences = parts.map(sentence)
  const isEssay = at % 4 === 3
  const end = `In the end ${parts.map((seed) => `${things[(seed * 5) % 6]} ${times[(seed * 7) % 6]}`).join(' and ')}.`
  const reference = isEssay ? end : `${sentences[0]} ${at % 3 === 0 ? sentences[1] : sentence(at * 17 + 3)}`
  return `"${[...sentences, ...(isEssay ? [end] : [])].join(' ')}","${reference}",${isEssay ? 'essay' : 'news'},part ${at % 3}`
}

/** An experiment on texts, evaluated with baselines that need no endpoint. */
export async function evaluateNews({ assay }: Account, examples: number) {
  const rows = Array.from({ length: examples }, (_, at) => rowOf(at))
  const csv = ['text,summary,kind,part', ...rows].join('\n')
  const dataset = await assay.datasets.upload(new TextEncoder().encode(csv), { name: 'news', filename: 'news.csv' })
  const experiment = await assay.experiments.create({
    name: 'Summaries of news',
    dataset_id: dataset.id,
    task: { type: 'summarization' },
    columns: { input: 'text', reference: 'summary' },
  })
  const runs = await assay.experiments.evaluate(experiment.id, {
    models: ['random-sentences', 'lead-3', 'textrank'],
    metrics: ['rouge', 'token_length'],
  })
  for (const run of runs) await assay.runs.wait(run.id)
  return { experiment, runs }
}
