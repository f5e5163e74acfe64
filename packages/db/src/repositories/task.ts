import type { Insertable, Kysely } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { TaskRow, TaskTable } from '../tables/task.ts'

export async function insertTask(db: Kysely<Database>, task: Insertable<TaskTable>): Promise<TaskRow> {
  return db.insertInto('tasks').values(task).returningAll().executeTakeFirstOrThrow()
}

/** Newest first, at most 1,000. */
export async function listTasks(db: Kysely<Database>, owner_id: string): Promise<TaskRow[]> {
  return db.selectFrom('tasks').selectAll().where('owner_id', '=', owner_id).orderBy('id', 'desc').limit(1000).execute()
}

export async function deleteTask(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('tasks').where('id', '=', id).execute()
}
