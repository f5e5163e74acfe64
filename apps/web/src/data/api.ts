import type { AppRouter } from '@assay/api'
import { createTRPCContext } from '@trpc/tanstack-react-query'

export const {
  TRPCProvider: ApiProvider,
  useTRPC: useApi,
  useTRPCClient: useApiClient,
} = createTRPCContext<AppRouter>()
