import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { TableRow } from '../tables.ts'
import { isJson } from './column-text.ts'

type Json = TableRow[string]

/** See `TableRow`. */
export function jsonReader(type: DuckDBType): (value: DuckDBValue) => Json {
  if (!isJson(type)) return toJson
  return (value) => (typeof value === 'string' ? JSON.parse(value, keepInteger) : null)
}

/** A whole number that JavaScript would round stays as it is written, as text. */
function keepInteger(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value
  const source = context?.source ?? ''
  return /^-?\d+$/.test(source) && source !== String(value) ? source : value
}

function toJson(value: DuckDBValue): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return integerToJson(value)
  if (value === null || typeof value !== 'object') return value
  return nestedToJson(value) ?? timeToJson(value) ?? String(value)
}

function integerToJson(value: bigint): Json {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

function nestedToJson(value: object): Json | undefined {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toJson)
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, inner]) => [name, toJson(inner)]))
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: inner }) => [String(key), toJson(inner)]))
  }
  if (value instanceof DuckDBUnionValue) return toJson(value.value)
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64')
  return undefined
}

function timeToJson(value: object): Json | undefined {
  if (value instanceof DuckDBTimestampTZValue) return `${isoTime(new DuckDBTimestampValue(value.micros))}Z`
  const isTime =
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampSecondsValue ||
    value instanceof DuckDBTimestampMillisecondsValue ||
    value instanceof DuckDBTimestampNanosecondsValue
  return isTime ? isoTime(value) : undefined
}

function isoTime(value: object): string {
  return String(value).replace(' ', 'T')
}
