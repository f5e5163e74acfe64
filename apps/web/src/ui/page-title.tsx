import type { ReactNode } from 'react'

export function PageTitle({ children }: { readonly children: ReactNode }) {
  return <h1 className="mb-4 text-xl font-semibold break-words">{children}</h1>
}
