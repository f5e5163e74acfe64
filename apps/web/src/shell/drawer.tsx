'use client'

import { Menu } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { shellTexts } from '../texts/shell.ts'
import { Button } from '../ui/button.tsx'
import { Navigation } from './navigation.tsx'

/** The navigation of narrow windows, behind a button. */
export function Drawer() {
  const path = usePathname()
  return (
    <Dialog.Root key={path}>
      <Dialog.Trigger asChild>
        <Button look="quiet" className="px-2 lg:hidden" aria-label={shellTexts.open_navigation}>
          <Menu aria-hidden="true" className="size-5" />
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-20 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-30 w-64 overflow-y-auto border-r border-line bg-raised p-3"
        >
          <Dialog.Title className="px-2.5 pb-3 text-base font-semibold">{shellTexts.name}</Dialog.Title>
          <Navigation />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
