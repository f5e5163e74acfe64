import { Readable } from 'node:stream'
import { attachment } from '@assay/core'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parseInput } from '../../error.ts'
import type { Platform } from '../../platform.ts'
import type { Asked } from '../routes.ts'
import { describeDataset, describeState, toArrow, toCsv } from './dataset-file.ts'
import { compiledResult, jobResult, oldResult } from './result.ts'
import { signedFolder } from './signed-url.ts'

const query = z.object({ signature: z.string().min(1) })

const datasetFiles = {
  'data-00000-of-00001.arrow': { type: 'application/vnd.apache.arrow.stream', write: toArrow },
  'dataset_info.json': { type: 'application/json', write: describeDataset },
  'state.json': { type: 'application/json', write: describeState },
  'dataset.csv': { type: 'text/csv; charset=utf-8', write: toCsv },
} as const

/** What whoever has a signed address may read, as who made it may. */
export function addSignedRoutes(scope: FastifyInstance, shared: Platform): void {
  const platform = shared.withCredentials((request) => {
    const { signature: token } = parseInput(query, request.query)
    const [path = ''] = request.url.split('?')
    return { kind: 'link', token, path }
  })
  scope.addHook('onRequest', async (request) => void (await platform.contextOf(request).authenticate()))
  const config = { procedure: 'router' }
  const add = (url: string, read: (asked: Asked, params: Record<string, string>) => Promise<unknown>) =>
    scope.get(signedFolder + url, { config, exposeHeadRoute: false }, async (request, reply) => {
      const params = z.record(z.string(), z.string()).parse(request.params)
      return reply.send(await read({ platform, request, reply }, params))
    })
  for (const [name, { type, write }] of Object.entries(datasetFiles)) {
    add(`/datasets/:dataset_id/:filename/${name}`, async (asked, { dataset_id = '' }) => {
      const dataset = await asked.platform.call(asked.request, 'datasets.get', { dataset_id })
      asked.reply.type(type).header('content-disposition', attachment(name))
      return Readable.from(write(asked, dataset))
    })
  }
  add('/jobs/results/:job_id/results.json', async (asked, { job_id = '' }) => jobResult(asked, job_id))
  add('/experiments/results/:name/:run_id/eval_results.json', async (asked, { run_id = '' }) =>
    oldResult(asked, run_id),
  )
  add('/workflows/results/:run_id/compiled.json', async (asked, { run_id = '' }) => compiledResult(asked, run_id))
}
