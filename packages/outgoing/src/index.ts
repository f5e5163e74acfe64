export { AllowListError } from './allow-list.ts'
export type { AllowedTargets } from './guard.ts'
export { createGuardedFetch, type GuardedFetch, type GuardedFetchOptions } from './guarded-fetch.ts'
export { BodyTooLargeError } from './limited-body.ts'
