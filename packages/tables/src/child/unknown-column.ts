import { DomainError } from '@assay/schemas'
import { LIST, listValue, VARCHAR } from '@duckdb/node-api'
import type { Session } from './session.ts'

const nearestNames = `
  SELECT name, levenshtein(lower(name), lower($2)) AS distance
  FROM (SELECT unnest($1) AS name)
  WHERE distance <= greatest(2, length(name) // 2)
    OR starts_with(lower(name), lower($2)) OR starts_with(lower($2), lower(name))
  ORDER BY distance, name
  LIMIT 3`

export async function unknownColumn(session: Session, column: string, known: readonly string[]): Promise<DomainError> {
  const result = await session.connection.run(nearestNames, [listValue([...known]), column], [LIST(VARCHAR), VARCHAR])
  const nearest = (await result.getRows()).map(([name]) => String(name))
  return new DomainError('COLUMN_UNKNOWN', { column, nearest })
}
