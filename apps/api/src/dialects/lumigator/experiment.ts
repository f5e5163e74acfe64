import type { Experiment } from '@assay/schemas'
import { findDataset } from './dataset.ts'
import { parse, Refusal, saying } from './error.ts'
import { findExperiment, maxSamplesOf, toName } from './found-experiment.ts'
import { createOldExperiment, isOldRequest } from './history/experiment.ts'
import { body, defaulting, integer, text, uuid } from './lax.ts'
import { listing, readPart } from './listing.ts'
import type { AddRoute, Asked } from './routes.ts'
import { taskDefinition, toTask, toTaskDefinition } from './task.ts'
import { readWorkflows, type Workflow } from './workflow-view.ts'

const given = body({
  name: text,
  description: defaulting(text, ''),
  dataset: uuid,
  max_samples: defaulting(integer, -1),
  task_definition: taskDefinition,
})

export function addExperimentRoutes(add: AddRoute): void {
  add('POST', '/api/v1/experiments/', async (asked) => {
    asked.reply.code(201)
    if (isOldRequest(asked.request.body)) return createOldExperiment(asked)
    return toExperiment(await create(asked), [])
  })
  add('GET', '/api/v1/experiments/', list)
  // where the ancestor's SDK looks for the list
  add('GET', '/api/v1/experiments/all', list)
  add('GET', '/api/v1/experiments/:experiment_id', async (asked) => {
    const experiment_id = idOf(asked)
    const [experiment, workflows] = await Promise.all([
      findExperiment(asked, experiment_id),
      readWorkflows(asked, experiment_id).catch(() => []),
    ])
    return toExperiment(experiment, workflows)
  })
  add('DELETE', '/api/v1/experiments/:experiment_id', async (asked) => {
    await remove(asked, idOf(asked))
    return asked.reply.type('application/json').send('null')
  })
}

async function list(asked: Asked) {
  const { platform, request } = asked
  const wanted = parse(body(listing), request.query, 'query')
  const { total, items } = await readPart(wanted, (page) =>
    platform.call(request, 'experiments.list', { scope: 'own', ...page }),
  )
  const workflows = await Promise.all(items.map(({ id }) => readWorkflows(asked, id)))
  return { total, items: items.map((item, at) => toExperiment(item, workflows[at] ?? [])) }
}

function idOf({ request }: Asked): string {
  return parse(body({ experiment_id: text }), request.params, 'path').experiment_id
}

async function create(asked: Asked): Promise<Experiment> {
  const { platform, request } = asked
  const input = parse(given, request.body, 'body')
  await findDataset(asked, input.dataset)
  const name = toName(input.name)
  const metadata = { lumigator: { max_samples: input.max_samples } }
  const { description, dataset: dataset_id } = input
  const columns = { input: 'examples' }
  return platform.call(request, 'experiments.create', {
    ...{ name, description: description.slice(0, 10_000), dataset_id, columns, metadata },
    task: toTask(input.task_definition),
  })
}

/** What still runs in it is stopped first. */
async function remove(asked: Asked, id: string): Promise<void> {
  const { platform, request } = asked
  const { id: experiment_id, dataset_id } = await findExperiment(asked, id)
  const { items } = await platform.call(request, 'runs.list', { experiment_id, limit: 200 })
  const open = items.filter(({ jobs_open }) => jobs_open > 0)
  for (const { id: run_id } of open) await platform.call(request, 'runs.stop', { run_id })
  for (const { id: run_id } of open) await platform.call(request, 'runs.get', { run_id, wait_seconds: 60 })
  await saying(platform.call(request, 'experiments.delete', { experiment_id }), {
    RUN_NOT_FINISHED: () => new Refusal(409, 'The experiment still has a running workflow'),
  })
  await dropArchived(asked, dataset_id)
}

/** A dataset that was deleted goes with the last of what used it. */
async function dropArchived({ platform, request }: Asked, dataset_id: string): Promise<void> {
  const { archived_at } = await platform.call(request, 'datasets.get', { dataset_id })
  if (archived_at !== null) await platform.call(request, 'datasets.delete', { dataset_id, when_used: 'archive' })
}

function toExperiment(experiment: Experiment, workflows: readonly Workflow[]) {
  const { id, name, description, created_at, dataset_id, task } = experiment
  return {
    ...{ id, name, description, created_at },
    max_samples: maxSamplesOf(experiment),
    task_definition: toTaskDefinition(task),
    dataset: dataset_id,
    updated_at: created_at,
    workflows,
  }
}
