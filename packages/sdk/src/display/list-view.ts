import { formatNumber } from './number-format.ts'
import { shown, type View } from './showing.ts'

interface PageLike {
  readonly items: readonly unknown[]
  readonly next_cursor?: string | null
  readonly next_after?: number | null
}

/** A page that notebooks and terminals show. */
export function showPage<Shown extends PageLike>(page: Shown): Shown {
  return shown(page, viewOfPage)
}

/** A page whose items are shown by themselves too. */
export function showEach<Item>(show: (item: Item) => unknown) {
  return <Shown extends { readonly items: Item[] }>(page: Shown): Shown => {
    for (const item of page.items) show(item)
    return page
  }
}

/** All items of a list, that notebooks and terminals show. */
export function showItems<Item>(items: Item[]): Item[] {
  return shown(items, (all) => viewOfPage({ items: all }))
}

/** What is shown of a page: whatever of its items fits into a cell. */
export function viewOfPage({ items, next_cursor, next_after }: PageLike): View {
  const isLast = (next_cursor ?? next_after ?? null) === null
  const sentence = `${items.length} ${items.length === 1 ? 'item' : 'items'}${isLast ? '.' : ', and more on further pages.'}`
  if (items.length === 0) return { sentence: 'No items.' }
  const objects = items.map((item): Readonly<Record<string, unknown>> => ({ ...(item instanceof Object && item) }))
  const head = columnsOf(objects)
  return { sentence, table: { head, rows: objects.map((item) => head.map((name) => cellOf(item[name]))) } }
}

const mostColumns = 6
const first = ['name', 'version', 'state', 'kind', 'email', 'examples', 'verdict', 'created_at', 'id']

/** Columns that have text, numbers or truth values, the telling ones first. */
function columnsOf(items: readonly Readonly<Record<string, unknown>>[]): string[] {
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))]
  const told = names.filter((name) => items.some((item) => cellOf(item[name]) !== ''))
  const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length)
  return told.toSorted((one, other) => rank(one) - rank(other)).slice(0, mostColumns)
}

function cellOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return formatNumber(value)
  if (typeof value === 'boolean') return String(value)
  const sentence: unknown = value instanceof Object ? Reflect.get(value, 'sentence') : undefined
  return typeof sentence === 'string' ? sentence : ''
}
