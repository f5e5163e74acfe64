import { toPlainText } from './plain-text.ts'

/**
 * The last segment of a path, of whatever system and whatever it holds: never a folder, never a way out of one.
 * Characters that a terminal or a file system would act upon are marked by `_`.
 */
export function lastSegment(path: string): string {
  const segment = path.split(/[/\\]/).at(-1) ?? ''
  const name = toPlainText(segment.replace(/^[a-z]:/i, ''), () => '_')
  return /^[. ]*$/.test(name) ? '' : name
}
