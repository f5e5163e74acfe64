'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useUser } from '../session/user.tsx'
import { shellTexts } from '../texts/shell.ts'
import { isAt, placeGroupsOf } from './places.ts'

const place =
  'flex items-center gap-2.5 rounded-md px-2.5 py-1.5 text-quiet hover:bg-hover hover:text-ink ' +
  'aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink'

/** Every place of Assay that this user has. */
export function Navigation() {
  const path = usePathname()
  const user = useUser()
  return (
    <nav aria-label={shellTexts.navigation} className="grid gap-4">
      {placeGroupsOf(user).map(({ title, places }) => (
        <div key={places[0]?.href}>
          {title !== undefined && <p className="px-2.5 pb-1 text-xs font-medium text-quiet">{title}</p>}
          <ul className="grid gap-0.5">
            {places.map(({ href, text, icon: Icon }) => (
              <li key={href}>
                <Link href={href} aria-current={isAt(path, href) ? 'page' : undefined} className={place}>
                  <Icon aria-hidden="true" className="size-4 shrink-0" />
                  {text}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}
