/**
 * The last segment of a path, of whatever system and whatever it holds: never a folder, never a way out of one.
 * Characters that a terminal or a file system would act upon are marked by `_`.
 */
export function lastSegment(path: string): string {
  const segment = path.split(/[/\\]/).at(-1) ?? ''
  const name = segment.replace(/^[a-z]:/i, '').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '_')
  return /^[. ]*$/.test(name) ? '' : name
}
