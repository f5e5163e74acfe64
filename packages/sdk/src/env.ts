/** A variable of the environment; undefined where it is empty, or there is no environment, or no leave to read it. */
export function readVariable(name: string): string | undefined {
  if (typeof process === 'undefined') return undefined
  try {
    return process.env[name] || undefined
  } catch {
    return undefined
  }
}

/** The same, for what is not worth asking for leave: Deno asks its user. */
export function readVariableQuietly(name: string): string | undefined {
  const query: unknown = reach(reach(Reflect.get(globalThis, 'Deno'), 'permissions'), 'querySync')
  if (typeof query !== 'function') return readVariable(name)
  const permissions = reach(Reflect.get(globalThis, 'Deno'), 'permissions')
  const answer: unknown = query.call(permissions, { name: 'env', variable: name })
  return reach(answer, 'state') === 'granted' ? readVariable(name) : undefined
}

function reach(value: unknown, name: string): unknown {
  return value instanceof Object ? Reflect.get(value, name) : undefined
}
