'use client'

import { shellTexts } from '../texts/shell.ts'
import { Button } from '../ui/button.tsx'
import { type Theme, themeCookie, toTheme } from './theme.ts'

const yearSeconds = 365 * 86_400

export function ThemeSwitch() {
  return (
    <Button look="quiet" aria-label={shellTexts.theme} title={shellTexts.theme} onClick={switchTheme}>
      <span aria-hidden="true">◐</span>
    </Button>
  )
}

function switchTheme(): void {
  const theme: Theme = shownTheme() === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset['theme'] = theme
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store, and this one is no secret
  document.cookie = `${themeCookie}=${theme};path=/;max-age=${yearSeconds};samesite=lax`
}

function shownTheme(): Theme {
  const chosen = toTheme(document.documentElement.dataset['theme'])
  return chosen ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
}
