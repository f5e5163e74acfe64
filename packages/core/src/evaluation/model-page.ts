import { DomainError, type ModelEntry, modelOrigin, type Page, type PageInput } from '@assay/schemas'
import { z } from 'zod'

const place = z.tuple([modelOrigin, z.string()])

/** One page of entries; its cursor is the last entry, behind which the next page begins, also where that is gone. */
export function modelPage(all: readonly ModelEntry[], { limit, cursor, include_total }: PageInput): Page<ModelEntry> {
  const rest = cursor === undefined ? all : all.slice(indexBehind(all, cursor))
  const items = rest.slice(0, limit)
  const last = items.at(-1)
  return {
    items,
    next_cursor: rest.length > limit && last ? cursorOf(last) : null,
    ...(include_total && { total: all.length }),
  }
}

function cursorOf({ origin, name }: ModelEntry): string {
  return Buffer.from(JSON.stringify([origin, name])).toString('base64url')
}

function indexBehind(all: readonly ModelEntry[], cursor: string): number {
  const [origin, name] = readCursor(cursor)
  const last = all.findIndex((entry) => entry.origin === origin && entry.name === name)
  if (last >= 0) return last + 1
  const rank = modelOrigin.options.indexOf(origin)
  const next = all.findIndex((entry) => {
    const other = modelOrigin.options.indexOf(entry.origin)
    return other > rank || (other === rank && entry.name > name)
  })
  return next < 0 ? all.length : next
}

function readCursor(cursor: string): z.infer<typeof place> {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw new DomainError('CURSOR_INVALID', {})
  }
}
