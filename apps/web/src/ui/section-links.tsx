'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'

interface SectionLinksProps {
  readonly label: string
  readonly sections: readonly { readonly href: string; readonly text: string }[]
}

const section =
  'border-b-2 border-transparent px-1 pb-2 whitespace-nowrap text-quiet hover:text-ink ' +
  'aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink'

/** The pages of one place, above each of them. */
export function SectionLinks({ label, sections }: SectionLinksProps) {
  const path = usePathname()
  return (
    <nav aria-label={label} className="mb-6 flex gap-5 overflow-x-auto border-b border-line">
      {sections.map(({ href, text }) => (
        <Link key={href} href={href} aria-current={path === href ? 'page' : undefined} className={section}>
          {text}
        </Link>
      ))}
    </nav>
  )
}
