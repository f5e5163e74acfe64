import type { ColumnType } from 'kysely'

/** jsonb, or json: read as a value, written as JSON text (the driver would turn an array into a Postgres array). */
export type Json<Value> = ColumnType<Value, string, string>

export type NullableJson<Value> = ColumnType<Value | null, string | null | undefined, string | null>

/** timestamptz: ISO 8601 with Z, set by the database's clock unless given. */
export type CreatedAt = ColumnType<string, string | undefined, never>

/** timestamptz that moves, set by the database's clock unless given. */
export type Time = ColumnType<string, string | undefined, string>

export type NullableTime = ColumnType<string | null, string | null | undefined, string | null>

export type Defaulted<Value> = ColumnType<Value, Value | undefined, Value>
