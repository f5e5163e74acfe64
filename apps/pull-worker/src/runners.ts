import { openCompute, openRegistry } from '@assay/compute'
import type { Log, Runner, Runners } from '@assay/dispatch'
import { createModelFetch, openLocalModels } from '@assay/models'
import {
  createApplicationRunner,
  createEvaluationRunner,
  createInferenceRunner,
  type Executors,
  type WorkDirectory,
} from '@assay/runners'
import type { JobKind } from '@assay/schemas'
import { openTables } from '@assay/tables'
import { createHttpBytes } from './http-bytes.ts'
import { createHttpCalls } from './http-calls.ts'
import { createHttpCheckpoint } from './http-checkpoint.ts'
import { createHttpSpending } from './http-spending.ts'
import { createHttpStore } from './http-store.ts'
import type { Reach } from './reach.ts'

interface Opening {
  readonly url: string
  readonly token: string
  readonly kinds: readonly JobKind[]
  readonly executors: Executors
  readonly allow_private_urls: readonly string[]
  /** Where its models lie; undefined: it has none. */
  readonly model_directory?: string | undefined
  readonly work_directory: WorkDirectory
  readonly log: Log
  readonly stack: AsyncDisposableStack
}

/** Modules of metrics are those of the server: jobs with such metrics do not come here. */
const builtinMetrics = { modules: [] }

/** What this worker does for jobs of its kinds, once the server is within reach. */
export async function openRunners({ log, stack, ...options }: Opening): Promise<(reach: Reach) => Runners> {
  const { url, token, executors, work_directory, kinds } = options
  const scratch_directory = work_directory.path
  const tables = stack.use(await openTables({ directory: scratch_directory }))
  const { scoring } = stack.use(openCompute({ metrics: builtinMetrics, log }))
  const metrics = await openRegistry(builtinMetrics)
  const { fetch } = stack.use(createModelFetch({ allow: options.allow_private_urls, allow_loopback: false }))
  const local_models = stack.use(openLocalModels({ directory: options.model_directory }))
  return (reach) => {
    const bytes = createHttpBytes({ url, token, reach })
    const calls = createHttpCalls({ url, token, reach })
    const spend = createHttpSpending({ url, token, reach })
    const checkpoint = createHttpCheckpoint({ url, token, reach })
    const store = createHttpStore({ bytes, calls, checkpoint, spend, tables, scratch_directory })
    const evaluating = { store, tables, scoring, metrics, fetch, local_models, scratch_directory, log }
    const all: Partial<Record<JobKind, Runner>> = {
      application: createApplicationRunner({ executors, bytes, work_directory }),
      inference: createInferenceRunner(evaluating),
      evaluation: createEvaluationRunner(evaluating),
    }
    return Object.fromEntries(kinds.flatMap((kind) => (all[kind] ? [[kind, all[kind]]] : [])))
  }
}
