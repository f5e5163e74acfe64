import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../src/testing/index.ts'

const tables = fileURLToPath(new URL('../src/tables/', import.meta.url))

interface DeclaredColumn {
  readonly type: string
  readonly nullable: boolean
}

/** What the table types say, read by the compiler: table → column → type when selected. */
function declaredTables(): Record<string, Record<string, DeclaredColumn>> {
  const files = readdirSync(tables).map((name) => `${tables}${name}`)
  const program = ts.createProgram(files, {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    allowImportingTsExtensions: true,
    types: ['node'],
    noEmit: true,
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(`${tables}index.ts`)
  if (!source) throw new Error('the file of all tables is not where it was')
  const database = source.statements.find(ts.isInterfaceDeclaration)
  if (!database) throw new Error('the interface of all tables is not where it was')
  const columnsOf = (table: ts.Type) =>
    Object.fromEntries(
      checker.getPropertiesOfType(table).map((column) => {
        const type = selected(checker, checker.getTypeOfSymbol(column))
        // null is among unknown
        const isUnknown = (type.flags & ts.TypeFlags.Unknown) !== 0
        const nullable =
          isUnknown || (type.isUnion() && type.types.some((member) => (member.flags & ts.TypeFlags.Null) !== 0))
        return [
          column.name,
          { type: isUnknown ? 'unknown' : checker.typeToString(checker.getNonNullableType(type)), nullable },
        ]
      }),
    )
  return Object.fromEntries(
    checker
      .getPropertiesOfType(checker.getTypeAtLocation(database))
      .map((table) => [table.name, columnsOf(checker.getTypeOfSymbol(table))]),
  )
}

/** The type of a column when it is selected: of ColumnType, its first part. */
function selected(checker: ts.TypeChecker, type: ts.Type): ts.Type {
  const select = type.getProperty('__select__')
  return select ? checker.getTypeOfSymbol(select) : type
}

/** What Postgres gives for its types, as far as our columns use them. */
const accepts: Readonly<Record<string, (type: string) => boolean>> = {
  uuid: (type) => type === 'string',
  text: (type) => type === 'string' || type.startsWith('"') || /^[A-Z]/.test(type),
  timestamptz: (type) => type === 'string',
  bytea: (type) => type.startsWith('Buffer'),
  bool: (type) => type === 'boolean',
  int4: (type) => type === 'number',
  int8: (type) => type === 'number',
  float8: (type) => type === 'number',
  json: (type) => !['string', 'number', 'boolean'].includes(type),
  jsonb: (type) => !['string', 'number', 'boolean'].includes(type),
  _text: (type) => type.endsWith('[]'),
  _uuid: (type) => type === 'string[]',
  _int4: (type) => type === 'number[]',
}

it('has exactly the tables and columns that the table types declare, of the same types, nullable where they say so', async () => {
  await using database = await createTestDatabase()
  const { rows } = await sql<{ table: string; column: string; type: string; nullable: boolean }>`
    select c.table_name as table, c.column_name as column, c.udt_name as type, c.is_nullable = 'YES' as nullable
    from information_schema.columns c
    where c.table_schema = 'public' and c.table_name not like 'kysely\\_%'`.execute(database.db)
  const declared = declaredTables()
  const names = (entries: [string, string][]) => entries.map(([table, column]) => `${table}.${column}`).toSorted()
  expect(names(rows.map(({ table, column }) => [table, column]))).toEqual(
    names(
      Object.entries(declared).flatMap(([table, columns]) =>
        Object.keys(columns).map((name): [string, string] => [table, name]),
      ),
    ),
  )
  const wrong = rows.flatMap(({ table, column, type, nullable }) => {
    const said = declared[table]?.[column]
    if (!said) return []
    const fits = said.nullable === nullable && accepts[type]?.(said.type)
    return fits ? [] : [`${table}.${column} is ${type}${nullable ? ' or null' : ''}, declared ${JSON.stringify(said)}`]
  })
  expect(wrong).toEqual([])
})
