/** Works on several items at once. The first failure ends it, once nothing is under way any more. */
export async function sideBySide<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = iterate(items)
  let isOver = false
  async function workOn(): Promise<void> {
    for (let next = await waiting.next(); !next.done && !isOver; next = await waiting.next()) {
      try {
        await work(next.value)
      } catch (error) {
        isOver = true
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, workOn))
  await waiting.return(undefined)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

async function* iterate<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncGenerator<Item, void, undefined> {
  yield* items
}
