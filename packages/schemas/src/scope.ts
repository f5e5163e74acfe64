import { z } from 'zod'

/**
 * What a scope can be about: a noun with all that belongs to it (uploads to files and to datasets, jobs to runs,
 * webhooks to notifications).
 */
export const scopeNouns = [
  'files',
  'datasets',
  'experiments',
  'runs',
  'comparisons',
  'secrets',
  'shares',
  'notifications',
] as const

/** What a scope can be about. */
export type ScopeNoun = (typeof scopeNouns)[number]

/** How far a scope goes; `write` includes `read`. */
export type Access = 'read' | 'write'

const ofNouns = scopeNouns.flatMap((noun) => [`${noun}:read`, `${noun}:write`] as const)

/** What a credential may do. It never may do more than its user. */
export const scope = z
  .enum(['read', 'write', 'admin', ...ofNouns])
  .describe(
    'read: see everything of yours; write: and change it; admin: and all else that you may do, such as managing ' +
      'keys, your account and, for admins, the server; <noun>:read, <noun>:write: the same for one noun',
  )

/** What a credential may do. */
export type Scope = z.infer<typeof scope>
