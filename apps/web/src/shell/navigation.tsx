'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { texts } from '../texts.ts'

const places = [
  { href: '/', text: texts.shell.home },
  { href: '/datasets', text: texts.shell.datasets },
  { href: '/experiments', text: texts.shell.experiments },
] as const

export function Navigation() {
  const path = usePathname()
  return (
    <nav aria-label={texts.shell.navigation} className="flex items-center gap-1">
      <span className="mr-3 text-base font-semibold">{texts.name}</span>
      {places.map(({ href, text }) => (
        <Link
          key={href}
          href={href}
          aria-current={isAt(path, href) ? 'page' : undefined}
          className="rounded-md px-2.5 py-1.5 text-quiet hover:text-ink aria-[current=page]:bg-page aria-[current=page]:text-ink"
        >
          {text}
        </Link>
      ))}
      <a href="/docs" className="rounded-md px-2.5 py-1.5 text-quiet hover:text-ink">
        {texts.shell.api}
      </a>
    </nav>
  )
}

function isAt(path: string, href: string): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`))
}
