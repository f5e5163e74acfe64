const longest = 100

/** A name that every file system accepts: no folders, no characters that Windows refuses, not hidden. */
export function fileName(stem: string, extension: string): string {
  const safe = stem
    .toWellFormed()
    .replaceAll(/[\p{C}\\/:*?"<>|]+/gu, '-')
    .replaceAll(/^[.\s]+|[.\s]+$/g, '')
  const short = Array.from(safe).slice(0, longest).join('')
  return `${short || 'comparison'}.${extension}`
}
