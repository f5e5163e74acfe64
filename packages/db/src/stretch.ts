import { type RawBuilder, sql } from 'kysely'
import { type Window, windowOf } from './reach.ts'
import type { Guarded } from './shareable.ts'

/** Rows that lie beside each other in an index: values of its first columns; the next column is the id. */
export type Stretch = readonly (readonly [column: string, value: RawBuilder<unknown>])[]

/** The newest rows of the stretches together. Of each, no more are read than are wanted in all. */
export function inStretches(table: Guarded, stretches: readonly Stretch[], window: Window): RawBuilder<boolean> {
  const id = sql.ref(`${table}.id`)
  const newest = stretches.map((stretch) => sql`(${newestOf(table, stretch, window)})`)
  return sql`${id} in (select newest.id from (${sql.join(newest, sql` union all `)}) as newest (id)
    order by newest.id desc limit ${window.limit})`
}

/** In the order of this index, so that no other is used, which would pass over all rows that are not wanted. */
function newestOf(table: Guarded, stretch: Stretch, window: Window): RawBuilder<unknown> {
  const columns = stretch.map(([column]) => sql.ref(`${table}.${column}`))
  const isIn = stretch.map(([, value], at) => sql`${columns[at]} = any(array[${value}])`)
  const id = sql.ref(`${table}.id`)
  const order = [...columns, id].map((column) => sql`${column} desc`)
  return sql`select ${id} from ${sql.table(table)} where ${sql.join(isIn, sql` and `)} and ${windowOf(table, window)}
    order by ${sql.join(order)} limit ${window.limit}`
}
