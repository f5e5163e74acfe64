import type { AllowedTargets } from '@assay/outgoing'
import type { Environment } from './env.ts'
import { isLoopback } from './loopback.ts'

type Told = Pick<Environment, 'host' | 'trust_proxy' | 'allow_private_urls' | 'public_url' | 'proxy'>

/**
 * Which addresses outgoing calls may reach. Loopback is allowed by default only while nobody but this machine can
 * connect: a public address, or a trusted proxy, says that others do, who must not reach the services of this machine.
 */
export function outgoingTargets({ host, public_url, trust_proxy, allow_private_urls, proxy }: Told): AllowedTargets {
  const isPublished = public_url !== undefined && !isLoopback(new URL(public_url).hostname)
  const hasProxy = typeof trust_proxy === 'object' ? trust_proxy.length > 0 : trust_proxy !== false
  return { allow: allow_private_urls, allow_loopback: isLoopback(host) && !isPublished && !hasProxy, proxy }
}
