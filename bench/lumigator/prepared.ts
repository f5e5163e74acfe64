import { setTimeout as pause } from 'node:timers/promises'
import pLimit from 'p-limit'
import { z } from 'zod'
import { csvForm, texts } from './csv-form.ts'

/** The dialect of a server, and who asks. */
export interface Asked {
  /** Ends in /api/v1. */
  readonly base: string
  readonly authorization: string
}

/** What is asked for. */
interface Prepared {
  readonly dataset_id: string
  readonly job_id: string
  readonly experiment_id: string
}

const made = z.object({ id: z.string() })
const workflow = z.object({
  status: z.enum(['created', 'running', 'failed', 'succeeded']),
  jobs: z.array(z.object({ parameters: z.array(z.object({ name: z.string(), value: z.unknown() })) })),
})

/** So many datasets, and an experiment with so many workflows that have ended, all through the dialect. */
export async function prepare(asked: Asked, many: { datasets: number; workflows: number }): Promise<Prepared> {
  const inTurn = pLimit(8)
  const files = Array.from({ length: many.datasets }, (_, at) => `prepared-${at}.csv`)
  const [first] = await Promise.all(files.map((name) => inTurn(() => upload(asked, name))))
  const dataset_id = first?.id ?? ''
  const { id: experiment_id } = await create(asked, 'experiments/', { name: 'bench', dataset: dataset_id })
  const wanted = { name: 'w', experiment_id, model: 'lead-1', provider: 'assay', metrics: ['rouge'] }
  const workflows = await Promise.all(Array.from({ length: many.workflows }, () => create(asked, 'workflows/', wanted)))
  const [ended] = await Promise.all(workflows.map(({ id }) => whenEnded(asked, id)))
  const job = ended?.jobs[0]?.parameters.find(({ name }) => name === 'ray_job_id')
  return { dataset_id, experiment_id, job_id: z.string().parse(job?.value) }
}

async function upload(asked: Asked, filename: string) {
  const { type, body } = csvForm(filename, texts(3))
  return made.parse(await send(asked, 'datasets/', { method: 'POST', body, headers: { 'content-type': type } }))
}

async function create(asked: Asked, path: string, body: object) {
  return made.parse(await send(asked, path, { method: 'POST', body: JSON.stringify(body) }))
}

async function whenEnded(asked: Asked, id: string): Promise<z.infer<typeof workflow>> {
  const found = workflow.parse(await send(asked, `workflows/${id}`, {}))
  if (found.status === 'failed') throw new Error('a workflow failed')
  if (found.status === 'succeeded') return found
  await pause(200)
  return whenEnded(asked, id)
}

async function send({ base, authorization }: Asked, path: string, { headers, ...rest }: RequestInit): Promise<unknown> {
  const answer = await fetch(`${base}/${path}`, { ...rest, headers: { ...headers, authorization } })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
