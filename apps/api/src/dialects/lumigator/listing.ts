import type { Page } from '@assay/schemas'
import { defaulting, integer } from '../lax.ts'

/** Which part of a list is wanted. */
export const listing = { skip: defaulting(integer, 0), limit: defaulting(integer, 100) }

interface Wanted {
  readonly skip: number
  readonly limit: number
}

interface Listed<Item> {
  readonly total: number
  readonly items: Item[]
}

interface PageWanted {
  readonly limit: number
  readonly cursor?: string
  readonly include_total: boolean
}

const largestPage = 200

/** Reads pages until the wanted part is there. */
export async function readPart<Item>(
  { skip, limit }: Wanted,
  read: (page: PageWanted) => Promise<Page<Item>>,
): Promise<Listed<Item>> {
  const from = Math.max(0, skip)
  const most = from + Math.max(0, limit)
  const items: Item[] = []
  let page = await read({ limit: Math.min(largestPage, Math.max(1, most)), include_total: true })
  const { total } = page
  items.push(...page.items)
  while (page.next_cursor !== null && items.length < most) {
    page = await read({
      limit: Math.min(largestPage, most - items.length),
      cursor: page.next_cursor,
      include_total: false,
    })
    items.push(...page.items)
  }
  return {
    total: typeof total === 'number' ? total : Number.parseInt(String(total ?? 0), 10),
    items: items.slice(from, most),
  }
}
