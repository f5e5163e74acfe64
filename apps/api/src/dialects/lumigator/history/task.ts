import type { TaskEntry } from '@assay/schemas'
import { parse, Refusal, saying } from '../../error.ts'
import { body, defaulting, text, texts, uuid } from '../../lax.ts'
import type { AddRoute, Asked } from '../../routes.ts'
import { toName } from '../found-experiment.ts'
import { listing } from '../listing.ts'

const given = body({ name: text, description: defaulting(text, ''), models: texts })
const ref = body({ task_id: uuid })

/** The same for every task, as the tutorial has it. */
const suggested = ['hf://facebook/bart-large-cnn', 'mistral://open-mistral-7b', 'oai://gpt-4-turbo']

/** The tasks of the ancestor's tutorial. */
export function addTaskRoutes(add: AddRoute): void {
  add('POST', '/api/v1/tasks/', async ({ platform, request, reply }) => {
    const { name, description, models } = parse(given, request.body, 'body')
    const task = await platform.call(request, 'tasks.create', { name: toName(name), description, models })
    reply.code(201)
    return toTask(task)
  })
  add('GET', '/api/v1/tasks/', async (asked) => {
    const { skip, limit } = parse(body(listing), asked.request.query, 'query')
    const own = await readOwn(asked)
    const from = Math.max(0, skip)
    return { total: own.length, items: own.slice(from, from + Math.max(0, limit)).map(toTask) }
  })
  add('GET', '/api/v1/tasks/:task_id', async (asked) => toTask(await findTask(asked)))
  add('GET', '/api/v1/tasks/:task_id/models', async () => ({ total: suggested.length, items: suggested }))
  add('DELETE', '/api/v1/tasks/:task_id', async (asked) => {
    const { id: task_id } = await findTask(asked)
    await asked.platform.call(asked.request, 'tasks.delete', { task_id })
    asked.reply.code(204)
  })
}

async function readOwn({ platform, request }: Asked): Promise<TaskEntry[]> {
  const { items } = await platform.call(request, 'tasks.list')
  return items.filter(({ created_at }) => created_at !== null)
}

async function findTask({ platform, request }: Asked): Promise<TaskEntry> {
  const { task_id } = parse(ref, request.params, 'path')
  const absent = () => new Refusal(404, `Task '${task_id}' not found.`)
  return saying(platform.call(request, 'tasks.get', { task_id }), { TASK_NOT_FOUND: absent })
}

function toTask({ id, name, description, created_at, models }: TaskEntry) {
  return { id, name, description, created_at, models }
}
