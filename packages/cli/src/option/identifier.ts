const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether this is what the server calls things by, rather than a name or a file. */
export function isId(text: string): boolean {
  return uuid.test(text)
}
