import { z } from 'zod'

/** What every list accepts. Lists are newest first. */
export const pageInput = z.object({
  limit: z.number().int().min(1).max(200).default(50).describe('items on a page, 1 to 200'),
  cursor: z.string().max(500).optional().describe('next_cursor of the page before; absent: the first page'),
  include_total: z.boolean().default(false).describe('whether to count: exact to 10,000, then "10000+"'),
})

/** What every list accepts, defaults filled in. */
export type PageInput = z.infer<typeof pageInput>

/** What lists accept of what can be shared. */
export const sharedPageInput = pageInput.extend({
  scope: z
    .enum(['own', 'shared', 'all'])
    .optional()
    .describe(
      "own: yours; shared: others', shared with you; all: everybody's, for admins only; own and shared unless given",
    ),
})

/** What lists accept of what can be archived. */
export const archivedFilter = z
  .boolean()
  .optional()
  .describe('true: list archived ones, and no others; absent: none of them')

/** Whose rows a list is to show; absent: the reader's own and those that others share. */
export type ListScope = z.infer<typeof sharedPageInput>['scope']

/** A page of items; `order` says in which, newest first unless given. */
export function pageOf<Item extends z.ZodType>(item: Item, order = 'newest first') {
  return z.object({
    items: z.array(item).describe(order),
    next_cursor: z.string().nullable().describe('cursor of the next page; null on the last'),
    total: z
      .union([z.number().int(), z.literal('10000+')])
      .optional()
      .describe('how many there are in all, when asked for'),
  })
}

/** A page of items. */
export interface Page<Item> {
  readonly items: Item[]
  readonly next_cursor: string | null
  readonly total?: number | '10000+' | undefined
}
