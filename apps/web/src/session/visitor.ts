import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'

/**
 * Who visits, and how one can come in here. Both are asked for together, so that nobody being signed in is no failure
 * of a request.
 */
export function useVisitor() {
  const api = useApi()
  const user = useQuery(api.session.whoami.queryOptions())
  const options = useQuery(api.account.options.queryOptions())
  return { user, options }
}
