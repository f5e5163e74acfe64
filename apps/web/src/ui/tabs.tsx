'use client'

import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

interface Tab<Key extends string> {
  readonly key: Key
  readonly title: string
  readonly content: ReactNode
}

interface TabsProps<Key extends string> {
  readonly label: string
  readonly tabs: readonly Tab<Key>[]
  readonly at: Key
  readonly onChange: (key: Key) => void
}

/** Several views of one thing, one at a time. */
export function Tabs<Key extends string>({ label, tabs, at, onChange }: TabsProps<Key>) {
  const change = (value: string) => {
    const tab = tabs.find(({ key }) => key === value)
    if (tab) onChange(tab.key)
  }
  return (
    <Radix.Root value={at} onValueChange={change}>
      <Radix.List aria-label={label} className="mb-4 flex overflow-x-auto border-b border-line">
        {tabs.map(({ key, title }) => (
          <Radix.Trigger
            key={key}
            value={key}
            className="-mb-px border-b-2 border-transparent px-3 py-2 font-medium whitespace-nowrap text-quiet hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {title}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(({ key, content }) => (
        <Radix.Content key={key} value={key}>
          {content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
