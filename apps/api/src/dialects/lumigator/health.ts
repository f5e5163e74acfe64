import type { AddRoute } from '../routes.ts'

/** The ancestor's SDK asks this first, and goes no further unless it is answered. */
export function addHealthRoutes(add: AddRoute): void {
  add('GET', '/api/v1/health/', async () => ({ status: 'OK', deployment_type: 'local' }))
}
