import { createTask, getTask, listOwnTasks, removeTask } from '@assay/core'
import { ownTaskRef, taskCreateInput, taskEntry, taskList, taskRef } from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const tasks = router({
  create: procedure
    .meta({ method: 'POST', path: '/tasks', summary: 'Keep a task', creates: '/tasks' })
    .input(taskCreateInput)
    .output(taskEntry)
    .mutation(change(createTask)),
  list: procedure
    .meta({ method: 'GET', path: '/tasks', summary: 'List the tasks of every installation, and yours' })
    .output(taskList)
    .query(read((deps, actor) => listOwnTasks(deps, actor))),
  get: procedure
    .meta({ method: 'GET', path: '/tasks/{task_id}', summary: 'Get a task', errors: ['TASK_NOT_FOUND'] })
    .input(taskRef)
    .output(taskEntry)
    .query(read(getTask)),
  delete: procedure
    .meta({ method: 'DELETE', path: '/tasks/{task_id}', summary: 'Forget a task', errors: ['TASK_NOT_FOUND'] })
    .input(ownTaskRef)
    .output(done)
    .mutation(change(quietly(removeTask))),
})
