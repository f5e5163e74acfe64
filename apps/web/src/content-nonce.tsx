'use client'

import { setNonce } from 'get-nonce'
import type { ReactNode } from 'react'

/** Lets what writes styles at run time, such as open dialogs, do so under the policy of the page. */
export function ContentNonce({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  setNonce(nonce)
  return children
}
