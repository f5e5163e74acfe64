import { checkRoles } from '@assay/core'
import type { FastifyInstance, RouteOptions } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the table of roles calls the route; `router`: the procedures that it carries are checked one by one. */
    readonly procedure?: string
  }
}

/** Keeps the server from starting while a route or a procedure lacks its entry in the table of roles, or an entry is left over. */
export function checkProcedures(app: FastifyInstance, procedures: Iterable<string>): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    const nameless = routes.filter((route) => route.config?.procedure === undefined && route.method !== 'OPTIONS')
    const [first] = nameless
    if (first) throw new TypeError(`The route ${String(first.method)} ${first.url} names no procedure.`)
    const named = routes.flatMap((route) => route.config?.procedure ?? [])
    checkRoles([...procedures, ...named.filter((name) => name !== 'router')])
  })
}
