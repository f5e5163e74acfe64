import type { AddRoute } from './routes.ts'

/** What anybody may read: the greeting. */
export function addDocsRoutes(add: AddRoute): void {
  add('GET', '/', async () => ({ Hello: 'Lumigator!🐊' }))
}
