import { parseArgs } from 'node:util'
import { checkProtocol } from '@assay/engine/testing'
import { figure } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

/** Many more histories of the lease protocol than its test has; one that breaks a rule is printed, with its seed. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    length: { type: 'string', default: '60' },
    seed: { type: 'string' },
  },
})

await using database = await createScratchDatabase()
const started_at = performance.now()
const runs = Number(values.runs)
await checkProtocol(database.db, {
  runs,
  length: Number(values.length),
  ...(values.seed !== undefined && { seed: Number(values.seed) }),
})
const seconds = (performance.now() - started_at) / 1000
const figures = [figure({ what: 'histories of the lease protocol without a fault', unit: 'histories', ours: runs })]
report({ command: 'protocol', postgres: database.version, figures, details: { seconds, length: values.length } })
