import type { Actor } from '@assay/access'
import { deleteTask, insertTask, listTasks, newId, type TaskRow } from '@assay/db'
import { builtinTasks } from '@assay/models'
import { DomainError, type TaskEntry, type taskCreateInput } from '@assay/schemas'
import type { z } from 'zod'
import type { EvaluationDeps } from './deps.ts'

type Deps = Pick<EvaluationDeps, 'db'>
type Input = z.output<typeof taskCreateInput>

export async function createTask({ db }: Deps, { user_id: owner_id }: Actor, input: Input): Promise<TaskEntry> {
  return toTask(await insertTask(db, { ...input, id: newId(), owner_id }))
}

export async function listOwnTasks({ db }: Deps, { user_id }: Actor): Promise<{ items: TaskEntry[] }> {
  return { items: [...builtinTasks, ...(await listTasks(db, user_id)).map(toTask)] }
}

export async function getTask(deps: Deps, actor: Actor, { task_id }: { task_id: string }): Promise<TaskEntry> {
  const task = (await listOwnTasks(deps, actor)).items.find(({ id }) => id === task_id)
  if (!task) throw new DomainError('TASK_NOT_FOUND', { task_id })
  return task
}

export async function removeTask(deps: Deps, actor: Actor, ref: { task_id: string }): Promise<void> {
  await deleteTask(deps.db, (await getTask(deps, actor, ref)).id)
}

function toTask({ id, name, description, models, created_at }: TaskRow): TaskEntry {
  return { id, name, description, models, system_prompt: null, languages: [], created_at }
}
