import { type Command, Option } from 'commander'
import { wholeNumber } from './option/option.ts'
import type { Session } from './session/session.ts'
import { renderTable } from './table/table.ts'

/** How much of a list to print. */
export interface ListOptions {
  readonly limit: number
}

/** A list under a name, with the option that every list has. */
export function listCommand(parent: Command, description: string, name = 'list'): Command {
  return parent
    .command(name)
    .description(description)
    .option('--limit <n>', 'at most so many, the newest first', wholeNumber(1), 20)
}

/** How much to print of a list of what can be shared, and whose. */
export interface SharedListOptions extends ListOptions {
  readonly scope?: 'own' | 'shared' | 'all'
}

/** A list of what can be shared. */
export function sharedListCommand(parent: Command, description: string): Command {
  const scope = new Option('--scope <scope>', 'own, shared, or all (for admins); default: own and shared')
  return listCommand(parent, description).addOption(scope.choices(['own', 'shared', 'all']))
}

/** The first items of a list. */
export async function takeFirst<Item>(items: AsyncIterable<Item>, limit: number): Promise<Item[]> {
  const taken: Item[] = []
  for await (const item of items) {
    taken.push(item)
    if (taken.length === limit) break
  }
  return taken
}

/** The largest page that a list gives, no larger than what is wanted. */
export function pageSize(limit: number): number {
  return Math.min(200, limit)
}

/** What to ask for of a list of what can be shared. */
export function sharedPage({ limit, scope }: SharedListOptions): Pick<SharedListOptions, 'limit' | 'scope'> {
  return { limit: pageSize(limit), ...(scope && { scope }) }
}

/** The columns of a table: title → cell; a trailing `>` in the title aligns to the right. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => string>>

/** Shows items as a table, or says that there are none. */
export function showItems<Item>(
  { terminal, isJson, show }: Pick<Session, 'terminal' | 'isJson' | 'show'>,
  items: readonly Item[],
  columns: Columns<Item>,
): void {
  if (items.length === 0 && !isJson) {
    terminal.say('There are none.')
    return
  }
  const head = Object.keys(columns)
  show(items, (shown) => {
    const rows = shown.map((item) => Object.values(columns).map((cell) => cell(item)))
    return renderTable(rows, { ...terminal, head })
  })
}
