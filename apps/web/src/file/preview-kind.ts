/** How a file can be shown. */
export type PreviewKind = 'image' | 'markdown' | 'json' | 'table' | 'text'

const byEnding: Readonly<Record<string, PreviewKind>> = {
  md: 'markdown',
  markdown: 'markdown',
  json: 'json',
  csv: 'table',
  tsv: 'table',
}

const image = /^image\/(?:avif|bmp|gif|jpeg|png|webp)$/
const text = /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|toml|javascript|x-ndjson|jsonl))/
const textEnding = /\.(?:txt|log|jsonl|ndjson|ya?ml|toml|ini|cfg|py|ts|js|sh|r|xml|html?|css|svg|tex|bib|sql|env)$/i

/** By its name, else by its media type; undefined: it cannot be shown. */
export function previewKind(name: string, content_type: string): PreviewKind | undefined {
  const type = content_type.split(';', 1)[0]?.trim() ?? ''
  if (image.test(type)) return 'image'
  const known = byEnding[name.toLowerCase().split('.').at(-1) ?? '']
  if (known) return known
  return text.test(type) || textEnding.test(name) ? 'text' : undefined
}

/** The first rows of a table of separated fields. */
export function readFields(content: string, delimiter: string): string[][] {
  const rows: string[][] = [[]]
  let field = ''
  let is_quoted = false
  const endField = () => {
    rows.at(-1)?.push(field)
    field = ''
  }
  for (let at = 0; at < content.length; at += 1) {
    const character = content[at]
    if (is_quoted && character === '"' && content[at + 1] === '"') {
      field += '"'
      at += 1
    } else if (character === '"' && (is_quoted || field === '')) is_quoted = !is_quoted
    else if (character === delimiter && !is_quoted) endField()
    else if (character === '\n' && !is_quoted) {
      endField()
      rows.push([])
    } else if (character !== '\r' || is_quoted) field += character
  }
  if (field !== '' || (rows.at(-1)?.length ?? 0) > 0) endField()
  return rows.filter((row) => row.length > 0)
}
