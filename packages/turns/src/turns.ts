interface Line<Item> {
  waiting: Item[]
  held: number
}

export interface TurnsOptions {
  /** Places that one owner may hold at once, so that others find some. */
  readonly most_held: number
  /** Items of one owner that may wait. */
  readonly most_waiting: number
}

/** What waits for places: whoever holds the fewest is next, and of several the one whose turn is longest ago. */
export class Turns<Item> {
  readonly #options: TurnsOptions
  /** In the order of their last turns. */
  readonly #lines = new Map<string, Line<Item>>()

  constructor(options: TurnsOptions) {
    this.#options = options
  }

  /** False when too many of this owner wait already. */
  add(owner: string, item: Item): boolean {
    const line = this.#lines.get(owner) ?? { waiting: [], held: 0 }
    if (line.waiting.length >= this.#options.most_waiting) return false
    line.waiting.push(item)
    this.#lines.set(owner, line)
    return true
  }

  /** Takes out one that does not want to wait any longer. */
  remove(owner: string, item: Item): void {
    const line = this.#lines.get(owner)
    if (!line) return
    line.waiting = line.waiting.filter((other) => other !== item)
    this.#forget(owner, line)
  }

  /** Takes out everything. */
  clear(): Item[] {
    const items = [...this.#lines.values()].flatMap(({ waiting }) => waiting.splice(0))
    for (const [owner, line] of this.#lines) this.#forget(owner, line)
    return items
  }

  /** Who is next, and stays so until `begin`. */
  peek(): { readonly owner: string; readonly item: Item } | undefined {
    let next: { readonly owner: string; readonly item: Item; readonly held: number } | undefined
    for (const [owner, { waiting, held }] of this.#lines) {
      const [item] = waiting
      const isAllowed = item !== undefined && held < this.#options.most_held
      if (isAllowed && (next === undefined || held < next.held)) next = { owner, item, held }
    }
    return next
  }

  /** Gives a place to the first of an owner. */
  begin(owner: string): void {
    const line = this.#lines.get(owner)
    if (!line) return
    line.waiting.shift()
    line.held += 1
    this.#lines.delete(owner)
    this.#lines.set(owner, line)
  }

  /** Takes a place back. */
  end(owner: string): void {
    const line = this.#lines.get(owner)
    if (!line) return
    line.held -= 1
    this.#forget(owner, line)
  }

  #forget(owner: string, { waiting, held }: Line<Item>): void {
    if (waiting.length === 0 && held === 0) this.#lines.delete(owner)
  }
}
