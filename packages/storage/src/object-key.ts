const mostBytes = 1024
const mostPartBytes = 200
const control = /[\p{Cc}\\]/u

/** Throws RangeError. A prefix may be empty or end with a slash. */
export function checkKey(key: string): void {
  const fault = faultOf(key)
  if (fault) throw new RangeError(`The key ${JSON.stringify(key)} ${fault}.`)
}

function faultOf(key: string): string | undefined {
  if (!key.isWellFormed()) return 'is not well-formed Unicode'
  if (control.test(key)) return 'has a control character or a backslash'
  if (Buffer.byteLength(key) > mostBytes) return `is longer than ${mostBytes} bytes`
  for (const part of key.split('/')) {
    if (part === '') return 'has an empty part'
    if (part === '.' || part === '..') return 'has a part that is a relative path'
    if (Buffer.byteLength(part) > mostPartBytes) return `has a part longer than ${mostPartBytes} bytes`
  }
  return undefined
}
