import { useEffect } from 'react'

type Key = 'j' | 'k' | 'ArrowDown' | 'ArrowUp' | 'd' | 'm' | '/'

/** Keys of a page, where nothing is being typed or chosen. */
export function useExampleKeys(keys: Readonly<Record<Key, () => void>>): void {
  useEffect(() => {
    const known = new Map<string, () => void>(Object.entries(keys))
    const press = (event: KeyboardEvent) => {
      const action = known.get(event.key)
      if (!action || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [keys])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type="checkbox"]), textarea, select, [role="dialog"]') !== null
  )
}
