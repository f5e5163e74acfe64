import { readFile } from 'node:fs/promises'

const guide = new URL('../../../../docs/guides/add-an-endpoint.md', import.meta.url)

/** A file that a reader types. */
interface TypedFile {
  readonly file: string
  readonly text: string
}

/** A line that a reader puts below another one. */
interface TypedLine {
  readonly file: string
  readonly below: string
  readonly line: string
}

export interface Guide {
  readonly files: readonly TypedFile[]
  readonly lines: readonly TypedLine[]
  /** Lines that a reader types in all. */
  readonly typed: number
}

/** What the page has its reader type: code that begins with the name of its file, and lines to add. */
export async function readGuide(): Promise<Guide> {
  const page = await readFile(guide, 'utf8')
  const files = blocksOf(page, 'ts').map((block) => {
    const [, file = '', text = ''] = /^\/\/ (\S+)\n(.*)$/s.exec(block) ?? []
    return { file, text }
  })
  const lines = blocksOf(page, 'diff').flatMap((block) =>
    [...block.matchAll(/^([^+:\s]+): (.*)\n\+(.*)$/gm)].map(([, file = '', below = '', line = '']) => ({
      ...{ file, below, line },
    })),
  )
  const written = files.flatMap(({ text }) => text.split('\n').filter((line) => line.trim() !== ''))
  return { files, lines, typed: written.length + lines.length }
}

function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].flatMap(([, block]) => block ?? [])
}
