import type { Page } from '@assay/schemas'
import type { AssayPromise, WithResponse } from './assay-promise.ts'
import { showItems, showPage, viewOfPage } from './display/list-view.ts'
import { inNotebooks, inTerminals, type MimeBundle, toBundle } from './display/showing.ts'

/** How to read the pages of a list. */
export interface PageReader<Items, Cursor> {
  /** Reads the page at a cursor; undefined: the first. */
  readonly read: (cursor: Cursor | undefined) => AssayPromise<Items>
  /** The cursor of the page after this one; null: there is none. */
  readonly next: (page: Items) => Cursor | null
}

/**
 * A list: `await` it for one page, or go through it with `for await` for every item of every page. Pages are read when
 * they are needed.
 *
 * @example
 * const { items, next_cursor } = await assay.runs.list({ limit: 10 })
 * for await (const run of assay.runs.list()) console.log(run.name, run.state)
 */
export class List<Item, Items extends { readonly items: readonly Item[] } = Page<Item>>
  implements PromiseLike<Items>, AsyncIterable<Item>
{
  readonly #pages: () => AsyncGenerator<Items>
  readonly #first: () => AssayPromise<Items>

  /** @internal */
  constructor({ read, next }: PageReader<Items, string | number>) {
    let first: AssayPromise<Items> | undefined
    this.#first = () => {
      first ??= read(undefined)
      return first
    }
    this.#pages = async function* (this: void) {
      let page = await read(undefined)
      for (;;) {
        yield showPage(page)
        const cursor = next(page)
        if (cursor === null) return
        page = await read(cursor)
      }
    }
  }

  /** @internal what a notebook shows: the first page */
  async [inNotebooks](): Promise<MimeBundle> {
    return toBundle(viewOfPage(await this.#first()))
  }

  /** @internal */
  [inTerminals](): string {
    return 'A list that is read when it is asked for: await it for its first page, or call toArray().'
  }

  /**
   * Goes through every page from the first one on.
   *
   * @example
   * for await (const { items } of assay.runs.list().pages()) console.log(items.length)
   */
  pages(): AsyncGenerator<Items> {
    return this.#pages()
  }

  /** Goes through every item from the first one on. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for await (const page of this.#pages()) yield* page.items
  }

  /**
   * Reads every item of every page, or the first `limit` of them.
   *
   * @example
   * const failed = await assay.runs.list({ state: 'failed' }).toArray({ limit: 1_000 })
   */
  async toArray({ limit = Number.POSITIVE_INFINITY }: { readonly limit?: number | undefined } = {}): Promise<Item[]> {
    const items: Item[] = []
    if (!(limit > 0)) return items
    for await (const item of this) if (items.push(item) >= limit) break
    return showItems(items)
  }

  /**
   * The first page, with the answer that it came in.
   *
   * @example
   * const { data, request_id } = await assay.runs.list().withResponse()
   */
  withResponse(): Promise<WithResponse<Items>> {
    return this.#first().withResponse()
  }

  /** Reads the first page: what `await` calls. */
  // biome-ignore lint/suspicious/noThenProperty: a list can be awaited for its first page
  then<Result = Items, Failure = never>(
    onRead?: ((page: Items) => Result | PromiseLike<Result>) | null,
    onFailure?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return this.#first().then(showPage).then(onRead, onFailure)
  }
}

/** A list that gives the cursor of its next page. */
export function listByCursor<Item>(read: (cursor: string | undefined) => AssayPromise<Page<Item>>): List<Item> {
  const reader: PageReader<Page<Item>, string | number> = {
    read: (cursor) => read(cursor === undefined ? undefined : String(cursor)),
    next: (page) => page.next_cursor,
  }
  return new List(reader)
}
