/** A numbered line of AGENTS.md: what it is about, and the files that it names. */
export interface NumberedLine {
  readonly name: string
  readonly files: readonly string[]
}

/** The numbered lines below the one that begins with `opening`. Throws where there are none. */
export function numberedLines(text: string, opening: string): NumberedLine[] {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.startsWith(opening))
  const below = lines.slice(start + 2)
  const end = below.findIndex((line) => !/^\d+\. /.test(line))
  const numbered = start === -1 ? [] : below.slice(0, end)
  if (numbered.length === 0) throw new Error(`AGENTS.md has no numbered lines below "${opening}"`)
  return numbered.map((line) => ({
    name: /^\d+\. (\w[\w ]*):/.exec(line)?.[1] ?? line,
    files: [...line.matchAll(/`([\w.<>-]+(?:\/[\w.<>-]+)+)`/g)].flatMap(([, file]) => file ?? []),
  }))
}
