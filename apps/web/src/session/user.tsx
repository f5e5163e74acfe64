'use client'

import type { CurrentUser } from '@assay/schemas'
import { createContext, type ReactNode, use } from 'react'

/** Whoever is signed in. */
export interface User {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly is_admin: boolean
}

/** Of what the API says of the caller, what pages need. */
export function toUser({ id, name, email, groups }: CurrentUser): User {
  return { id, name, email, is_admin: groups.includes('admin') }
}

const UserContext = createContext<User | undefined>(undefined)

export function UserProvider({ user, children }: { readonly user: User; readonly children: ReactNode }) {
  return <UserContext value={user}>{children}</UserContext>
}

/** The user whom a page behind the session gate is shown to. */
export function useUser(): User {
  const user = use(UserContext)
  if (!user) throw new TypeError('only pages behind the session gate have a user')
  return user
}
