import { checkRoles } from '@assay/access'
import type { FastifyInstance, RouteOptions } from 'fastify'

export interface ListedRoute {
  readonly method: string
  /** With parameters as `:name`. */
  readonly url: string
  /** `router`: the procedures that it carries are checked one by one. */
  readonly procedure: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly procedure?: string
    /** Whether it only says where the thing is. */
    readonly redirects?: boolean
  }
  interface FastifyInstance {
    readonly listedRoutes: readonly ListedRoute[]
  }
}

/** Throws at the start while a route or a procedure has no entry in the table of roles, or an entry is left over. */
export function checkProcedures(app: FastifyInstance, procedures: Iterable<string>): void {
  const routes: { readonly method: string; readonly route: RouteOptions }[] = []
  const listed: ListedRoute[] = []
  app.decorate('listedRoutes', listed)
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) routes.push({ method, route })
  })
  app.addHook('onReady', async () => {
    // read only now, as a scope of its own may have named its routes later
    for (const { method, route } of routes) {
      const { url, config } = route
      if (method === 'OPTIONS') continue
      if (config?.procedure === undefined) throw new TypeError(`The route ${method} ${url} names no procedure.`)
      listed.push({ method, url, procedure: config.procedure })
    }
    const named = listed.map(({ procedure }) => procedure).filter((name) => name !== 'router')
    checkRoles([...procedures, ...named])
  })
}
