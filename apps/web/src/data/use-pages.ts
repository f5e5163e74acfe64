'use client'

import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query'

interface Paged {
  readonly next_cursor: string | null
}

interface PagesOptions<Page extends Paged> {
  /** That of the query, as of `api.datasets.list.infiniteQueryKey(input)`. */
  readonly key: QueryKey
  readonly read: (cursor: { readonly cursor?: string }) => Promise<Page>
  /** How long until it is asked again, in milliseconds, by what is there; false: not at all. */
  readonly again?: (pages: readonly Page[]) => number | false
}

const firstPage: string | null = null

/** Pages of a list, one after the other. The options that tRPC makes say more than the API takes. */
export function usePages<Page extends Paged>({ key, read, again }: PagesOptions<Page>) {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: firstPage,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => again?.(state.data?.pages ?? []) ?? false,
  })
}
