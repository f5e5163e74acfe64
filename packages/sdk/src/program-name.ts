import manifest from '../package.json' with { type: 'json' }

/**
 * What the client calls itself, as `User-Agent`; undefined in a page, which sends its browser's, and would first have
 * to ask the server for leave.
 */
export function programName(): string | undefined {
  const versions = typeof process === 'undefined' ? undefined : process.versions
  const runtime = (['deno', 'bun', 'node'] as const).find((name) => versions?.[name] !== undefined)
  return runtime && `assay-sdk/${manifest.version} ${runtime}/${versions?.[runtime]}`
}
