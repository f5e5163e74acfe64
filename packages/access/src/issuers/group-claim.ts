import { type Group, group } from '@assay/schemas'
import type { IssuerSettings } from './issuer-settings.ts'

type Claims = Readonly<Record<string, unknown>>

/**
 * The groups that an issuer puts a user in: the mapped ones of those that it names, as an array or with spaces between.
 * Null: the issuer does not decide that.
 */
export function readGroups(
  claims: Claims,
  { groups_claim, groups: mapping }: Pick<IssuerSettings, 'groups_claim' | 'groups'>,
): Group[] | null {
  if (groups_claim === undefined) return null
  const named = names(readClaim(claims, groups_claim))
  const mapped = mapping
    ? named.flatMap((name) => (Object.hasOwn(mapping, name) ? (mapping[name] ?? []) : []))
    : named.flatMap((name) => group.safeParse(name).data ?? [])
  return [...new Set(mapped)].toSorted()
}

/** A claim by its name, or nested in claims by the path to it: names may contain dots themselves. */
function readClaim(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  return path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), claims)
}

function names(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/\s+/)
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function commonGroups(one: readonly Group[], other: readonly Group[]): Group[] {
  const isIn = (groups: readonly Group[], name: Group) => groups.includes('admin') || groups.includes(name)
  return [...new Set([...one, ...other])].filter((name) => isIn(one, name) && isIn(other, name))
}
