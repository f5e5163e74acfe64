import { randomUUID } from 'node:crypto'
import { Assay } from '@assay/sdk'
import type { BrowserContext } from 'playwright-core'
import { inject } from 'vitest'

/** The server of the tests of pages, and its admin. */
export interface WebServer {
  readonly url: string
  readonly admin: Login
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly web_server: WebServer
  }
}

interface Login {
  readonly email: string
  readonly password: string
}

/** A user of that server. */
export interface Account extends Login {
  readonly url: string
  /** Signed in by the password. */
  readonly assay: Assay
  /** Makes a browser theirs, as signing in does. */
  enter(context: BrowserContext): Promise<void>
}

export function adminAccount(): Account {
  const { url, admin } = inject('web_server')
  return accountOf(url, admin)
}

/** Makes a user who nobody else knows. */
export async function createAccount(): Promise<Account> {
  const { url, admin } = inject('web_server')
  const login = { email: `${randomUUID()}@example.org`, password: 'correct horse battery' }
  const { link } = await new Assay({ url, ...admin }).invitations.create({ email: login.email })
  const [, invitation = ''] = link.split('=')
  await new Assay({ url }).account.signUp({ ...login, invitation })
  return accountOf(url, login)
}

function accountOf(url: string, login: Login): Account {
  return {
    ...login,
    url,
    assay: new Assay({ url, ...login }),
    async enter(context) {
      const response = await context.request.post(`${url}/api/v1/session`, { data: login })
      if (!response.ok()) throw new Error(`${login.email} cannot sign in: ${await response.text()}`)
    },
  }
}
