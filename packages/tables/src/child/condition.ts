import { DomainError, type Filter } from '@assay/schemas'
import { isNested, isNumeric, isText, textOf } from './column-text.ts'
import type { Session } from './session.ts'
import type { SqlValue } from './sql.ts'
import { findColumn, type Table } from './table.ts'
import type { TableColumn } from './table-column.ts'

export class Parameters {
  readonly values: SqlValue[] = []

  add(value: SqlValue): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

interface Given {
  readonly filter: Filter
  readonly column: TableColumn
  readonly parameters: Parameters
  readonly path: string
  readonly decimal: '.' | ','
}

type Compile = (given: Given) => string

const operators: Record<Filter['op'], Compile> = {
  eq: (given) => compare(given, '=', scalar(given)),
  // an absent value is another value
  ne: (given) => compare(given, 'IS DISTINCT FROM', scalar(given)),
  lt: (given) => compare(given, '<', scalar(given)),
  lte: (given) => compare(given, '<=', scalar(given)),
  gt: (given) => compare(given, '>', scalar(given)),
  gte: (given) => compare(given, '>=', scalar(given)),
  contains: (given) => `contains(${textOf(given.column)}, ${given.parameters.add(String(scalar(given)))})`,
  in: (given) => {
    const alternatives = list(given).map((value) => compare(given, '=', value))
    return alternatives.length === 0 ? 'false' : `(${alternatives.join(' OR ')})`
  },
  is_null: ({ filter, column, path }) => {
    const { value = true } = filter
    if (typeof value !== 'boolean') throw wrongValue(path, 'must be true or false, or absent')
    return `${column.sql} IS ${value ? '' : 'NOT '}NULL`
  },
}

interface Conditions {
  readonly filters: readonly Filter[]
  readonly parameters: Parameters
  /** What stands before decimals in texts that are compared as numbers. */
  readonly decimal?: '.' | ',' | undefined
}

export async function conditionsOf(
  session: Session,
  table: Table,
  { filters, parameters, decimal = '.' }: Conditions,
): Promise<string[]> {
  const conditions: string[] = []
  for (const [index, filter] of filters.entries()) {
    const column = await findColumn(session, table, filter.column)
    const path = `filters.${index}.value`
    conditions.push(operators[filter.op]({ filter, column, parameters, decimal, path }))
  }
  return conditions
}

function scalar({ filter, path }: Given): SqlValue {
  const { value } = filter
  if (value === undefined || typeof value === 'object') throw wrongValue(path, `must be one value for "${filter.op}"`)
  return value
}

function list({ filter, path }: Given): SqlValue[] {
  if (!Array.isArray(filter.value)) throw wrongValue(path, 'must be a list for "in"')
  return filter.value
}

function wrongValue(path: string, message: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}

/** Compares by the type of the value: numbers with numbers, even in columns of text. */
function compare({ column, parameters, decimal }: Given, operator: string, value: SqlValue): string {
  const parameter = parameters.add(value)
  if (typeof value === 'number') return `${numberOf(column, decimal)} ${operator} ${parameter}`
  if (typeof value === 'boolean') return `TRY_CAST(${textOf(column)} AS BOOLEAN) ${operator} ${parameter}`
  const { type } = column
  if (isNumeric(type)) return `${column.sql} ${operator} TRY_CAST(${parameter} AS DOUBLE)`
  if (isText(type) || isNested(type) || type.alias !== undefined) return `${textOf(column)} ${operator} ${parameter}`
  return `${column.sql} ${operator} TRY_CAST(${parameter} AS ${type})`
}

export function numberOf(column: TableColumn, decimal: Given['decimal']): string {
  if (isNumeric(column.type)) return column.sql
  const value = textOf(column)
  const written = decimal === '.' ? value : `replace(replace(replace(${value}, '.', ''), ' ', ''), ',', '.')`
  return `TRY_CAST(${written} AS DOUBLE)`
}
