/** The file system, where there is one: Node, Deno and Bun have it, pages do not. Nothing is imported for it. */
export function fileSystem(): typeof import('node:fs') | undefined {
  return builtin()?.('node:fs')
}

/** Hashes that are made piece by piece, where there are any: pages have none. */
export function hashing(): typeof import('node:crypto') | undefined {
  return builtin()?.('node:crypto')
}

/** The folder of the user, where there is one. */
export function homeFolder(): string | undefined {
  return builtin()?.('node:os').homedir()
}

function builtin() {
  return typeof process === 'undefined' ? undefined : process.getBuiltinModule
}
