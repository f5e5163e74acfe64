/** The file system, where there is one: Node, Deno and Bun have it, pages do not. Nothing is imported for it. */
export function fileSystem(): typeof import('node:fs') | undefined {
  return builtin()?.('node:fs')
}

/** The folder of the user, where there is one. */
export function homeFolder(): string | undefined {
  return builtin()?.('node:os').homedir()
}

/** Modules of the surroundings, where there are any. */
export function builtin() {
  return typeof process === 'undefined' ? undefined : process.getBuiltinModule
}
