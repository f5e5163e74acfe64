import { DomainError } from '@assay/schemas'
import type { Problem, ProviderContext } from '../provider.ts'

/** What is wrong with a base URL. */
export function addressProblems(base_url: string): Problem[] {
  const { username, password } = new URL(base_url)
  return username || password ? [{ path: 'base_url', message: 'must not hold credentials; use "secret"' }] : []
}

/** Throws INPUT_INVALID for a key that no header can carry. */
export function requireKey({ api_key }: Pick<ProviderContext, 'api_key'>): void {
  if (api_key === undefined || /^[\x21-\x7e]+$/.test(api_key)) return
  const message = 'its value is no API key: it is empty, or holds a space, a line break or a character outside ASCII'
  throw new DomainError('INPUT_INVALID', { issues: [{ path: 'secret', message }] })
}
