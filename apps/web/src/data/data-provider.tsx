'use client'

import type { AppRouter } from '@assay/api'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useState } from 'react'
import { ApiProvider } from './api.ts'
import { noDirection } from './no-direction.ts'
import { problemOf } from './problem.ts'

const url = '/trpc'
const mostTries = 3

export function DataProvider({ children }: { readonly children: ReactNode }) {
  const [queries] = useState(newQueries)
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        noDirection,
        splitLink({
          condition: ({ type }) => type === 'subscription',
          true: httpSubscriptionLink({ url }),
          false: httpBatchLink({ url, maxItems: 10 }),
        }),
      ],
    }),
  )
  return (
    <QueryClientProvider client={queries}>
      <ApiProvider trpcClient={client} queryClient={queries}>
        <NuqsAdapter>{children}</NuqsAdapter>
      </ApiProvider>
    </QueryClientProvider>
  )
}

/** Only what the server may answer another time is asked again. */
function newQueries(): QueryClient {
  const retry = (failures: number, error: unknown) => (problemOf(error).status ?? 503) >= 500 && failures < mostTries
  return new QueryClient({ defaultOptions: { queries: { retry, staleTime: 5_000 } } })
}
