import type { Filter } from '@assay/schemas'
import { parseAsInteger, parseAsJson, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

export const filterOps = ['contains', 'eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'is_null'] as const

/** Which rows of a dataset are shown, in which order, and which one is open: all of it in the address. */
export function useRowView() {
  return useQueryStates({
    filters: parseAsJson(readFilters).withDefault([]),
    sort: parseAsString,
    direction: parseAsStringLiteral(['ascending', 'descending']).withDefault('ascending'),
    row: parseAsInteger,
  })
}

export type RowView = ReturnType<typeof useRowView>[0]
export type ChangeRowView = ReturnType<typeof useRowView>[1]

/** What stands in an address was written by anybody. */
function readFilters(value: unknown): Filter[] | null {
  return Array.isArray(value) && value.every(isFilter) ? value : null
}

function isFilter(value: unknown): value is Filter {
  if (!(value instanceof Object) || !('column' in value) || !('op' in value)) return false
  return typeof value.column === 'string' && filterOps.some((op) => op === value.op)
}
