import { expect, it } from 'vitest'
import { startPlatform } from '../src/index.ts'

it('keeps a task until it is forgotten, for its owner alone, behind those of every installation', async () => {
  await using platform = await startPlatform()
  const { tasks } = platform.client
  const { id } = await tasks.create({ name: 'qa_eval', models: ['lead-3'] })
  const builtin = ['summarization', 'translation', 'text-generation']
  expect((await tasks.list()).map((task) => task.id)).toEqual([...builtin, id])
  expect(await tasks.get(id)).toMatchObject({ name: 'qa_eval', description: '', models: ['lead-3'] })
  const stranger = await platform.addUser()
  await expect(stranger.client.tasks.delete(id)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  await tasks.delete(id)
  await expect(tasks.get(id)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
})
