import { WorkRefused } from '../refusal.ts'

const known = /^(?<name>[\w.-]+(?::\d+)?(?:\/[\w.-]+)*)(?::(?<tag>[\w.-]+))?(?<digest>@sha256:[\da-f]{64})?$/i

/** With the tag that is meant when none is given: without one, a pull brings every tag. */
export function referenceOf(image: string): string {
  const { name, tag, digest } = known.exec(image)?.groups ?? {}
  if (name === undefined) throw new WorkRefused(`"${image}" is no image: it reads registry/name:tag or name@sha256:….`)
  // "host:5000" alone would be a name with a tag
  if (digest !== undefined) return `${name}${digest}`
  return `${name}:${tag ?? 'latest'}`
}

/** The name without tag and digest. */
export function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^:/]+$/, '')
}
