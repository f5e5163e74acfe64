import { type AllowedTargets, createGuardedFetch, type GuardedFetch } from '@assay/outgoing'

/** The longest that a model may be given for one call. */
const longestCallSeconds = 3600

/**
 * The client for calls of models, which may take as long as their specs say. It follows no redirect: a prompt is sent
 * to nobody whom its user has not named.
 *
 * @throws AllowListError
 */
export function createModelFetch(targets: AllowedTargets): GuardedFetch {
  return createGuardedFetch({
    ...targets,
    headers_seconds: longestCallSeconds,
    silence_seconds: longestCallSeconds,
    total_seconds: longestCallSeconds,
    max_redirects: 0,
  })
}
