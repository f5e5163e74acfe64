const block = 512
const encoder = new TextEncoder()

/** A file as it goes into a tar. */
export interface TarFile {
  /** Names between slashes. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** A tar (POSIX pax) of these files, with its end. */
export function tarOf(files: readonly TarFile[]): Uint8Array<ArrayBuffer> {
  const parts = files.flatMap(({ path, bytes }) => [...headersOf(path, bytes.length), bytes])
  const size = parts.reduce((sum, { length }) => sum + padded(length), 2 * block)
  const tar = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    tar.set(part, at)
    at += padded(part.length)
  }
  return tar
}

/** A name that is long or not plain ASCII stands in a header of its own before that of the file. */
function headersOf(path: string, size: number): Uint8Array[] {
  if (path.length <= 100 && /^[\x20-\x7e]*$/.test(path)) return [header(path, size, '0')]
  const record = recordOf(path)
  return [header('pax', record.length, 'x'), record, header('file', size, '0')]
}

/** `<length> path=<path>\n`, with the length of all of it. */
function recordOf(path: string): Uint8Array {
  const rest = encoder.encode(` path=${path}\n`)
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return new Uint8Array([...encoder.encode(String(length)), ...rest])
}

function header(name: string, size: number, type: string): Uint8Array {
  const bytes = new Uint8Array(block)
  const put = (at: number, text: string) => bytes.set(encoder.encode(text), at)
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  put(0, name)
  put(100, `${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0`)
  // the checksum counts itself as blanks
  put(148, ' '.repeat(8))
  put(156, type)
  put(257, 'ustar\x0000')
  const sum = bytes.reduce((all, byte) => all + byte, 0)
  put(148, `${octal(sum, 6)}\0 `)
  return bytes
}

function padded(length: number): number {
  return Math.ceil(length / block) * block
}
