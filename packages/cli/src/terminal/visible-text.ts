// what moves the cursor, turns the direction of reading or takes no place: anybody's cell, name or answer can hold it
const c0 = String.raw`\u0000-\u0008\u000b-\u001f\u007f`
const unseen = String.raw`\u0080-\u009f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb`
const tags = String.raw`\u{e0000}-\u{e007f}`
const hidden = new RegExp(`(?!\\r\\n)[${c0}${unseen}${tags}]`, 'gu')

const esc = String.fromCodePoint(0x1b)

/** The colours that commands paint with, and their ends; nothing else that begins with ESC is ours. */
const paint = new RegExp(`(${esc}\\[(?:1|2|22|31|32|33|35|36|39)m)`)

/** Text of others with marks for what a terminal would obey or hide: `␛` for ESC, `<U+202E>` without a picture. */
export function visible(text: string): string {
  return text.replace(hidden, markOf)
}

/** The same of a name, which may have ends of lines in it. */
export function visibleName(name: string): string {
  return visible(name).replace(/[\t\n\r]/g, markOf)
}

/** The same of text that this program has painted: its own colours stay. */
export function visibleInColour(text: string): string {
  return text
    .split(paint)
    .map((part, at) => (at % 2 === 1 ? part : visible(part)))
    .join('')
}

/** Data with every text in it, names of fields too, as `visible` has it. */
export function visibleData<Data>(data: Data): Data
export function visibleData(data: unknown): unknown {
  if (typeof data === 'string') return visible(data)
  if (Array.isArray(data)) return data.map((item: unknown) => visibleData(item))
  if (data === null || typeof data !== 'object' || !isPlain(data)) return data
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [visible(name), visibleData(value)]))
}

/** JSON that says the same and holds nothing that a terminal would obey or hide. */
export function visibleJson(data: unknown, indent?: number): string {
  return JSON.stringify(data, null, indent).replace(hidden, escapeOf)
}

function markOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  if (code === 0x7f) return '␡'
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}

function escapeOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

function isPlain(data: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(data)
  return prototype === Object.prototype || prototype === null
}
