// The scores of a run: node_modules/.bin/node examples/read-scores.ts <run-id>
// It asks the server of ASSAY_URL (http://127.0.0.1:3210) with the key in ASSAY_API_KEY.
import { Assay } from '@assay/sdk'

const [run_id = ''] = process.argv.slice(2)
const assay = new Assay()
const { jobs } = await assay.runs.get(run_id)
for (const job of jobs) {
  if (job.kind !== 'evaluation') continue
  for (const [score, { estimate, low, high }] of Object.entries(job.result?.scores ?? {})) {
    console.log(score, estimate, low, high)
  }
}
