/** Classes of Unicode that only some dialects of regular expressions know by name, and what is in them. */
const classes: Readonly<Record<string, string>> = {
  '\\p{Cc}': '\\u0000-\\u001f\\u007f-\\u009f',
  '\\p{Cs}': '\\ud800-\\udfff',
}

/**
 * A pattern as every validator reads it, Python's and others' too. Throws for a class that has no line above, which is
 * a mistake in a schema.
 */
function portablePattern(pattern: string): string {
  const portable = Object.entries(classes).reduce((text, [name, content]) => text.replaceAll(name, content), pattern)
  if (/\\p\{/i.test(portable))
    throw new TypeError(`the pattern ${pattern} names a class that not every validator knows`)
  return portable
}

/** For `JSON.parse`: makes the patterns of a schema portable. */
export function withPortablePatterns(key: string, value: unknown): unknown {
  return key === 'pattern' && typeof value === 'string' ? portablePattern(value) : value
}
