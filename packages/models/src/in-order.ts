export interface Started<Out> {
  readonly result: Promise<Out>
  /** How much the item adds to the look-ahead. */
  readonly weight: number
}

/** How far work may be ahead of the oldest unfinished item. */
export interface LookAhead {
  readonly items: number
  readonly weight: number
}

/**
 * Starts work on one batch after the other, as far ahead as allowed, and yields the results in the order of the items.
 * A failure ends it when its turn comes.
 */
export async function* inOrder<In, Out>(
  batches: AsyncIterable<readonly In[]>,
  start: (batch: readonly In[]) => Promise<readonly Started<Out>[]>,
  ahead: LookAhead,
): AsyncGenerator<Out, void, undefined> {
  const started: Started<Out>[] = []
  let weight = 0

  async function* finish(enough: () => boolean): AsyncGenerator<Out, void, undefined> {
    for (let oldest = started[0]; oldest !== undefined && !enough(); oldest = started[0]) {
      const result = await oldest.result
      started.shift()
      weight -= oldest.weight
      yield result
    }
  }

  for await (const batch of batches) {
    yield* finish(() => started.length + batch.length <= ahead.items && weight < ahead.weight)
    for (const next of await start(batch)) {
      next.result.catch(() => undefined)
      started.push(next)
      weight += next.weight
    }
  }
  yield* finish(() => false)
}

/** Batches of a size, or less when the items weigh much. */
export async function* inBatches<In>(
  items: AsyncIterable<In> | Iterable<In>,
  size: number,
  isHeavy: (batch: readonly In[]) => boolean,
): AsyncGenerator<readonly In[], void, undefined> {
  let batch: In[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size && !isHeavy(batch)) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
