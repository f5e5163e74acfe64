import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export const list = z.string().transform((text) => text.split(',').flatMap((entry) => entry.trim() || []))

export const flag = z.enum(['on', 'off']).transform((value) => value === 'on')

/** What else an address of a bucket may say, and what it may not, storage knows. */
export const storageUrl = z.string().superRefine((text, context) => {
  if (isFolder(text) || /^s3:\/\/[^/?#]/.test(text)) return
  context.addIssue('must be a folder, as file:///var/lib/assay/objects, or a bucket, as s3://bucket/prefix')
})

function isFolder(text: string): boolean {
  try {
    return fileURLToPath(text) !== ''
  } catch {
    return false
  }
}

export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be an address, as postgres://…' })

const url = z.url({ protocol: /^https?$/, error: 'must be an address, as https://…' })

/** The address of a proxy; without a scheme, one that speaks HTTP. */
export const proxyUrl = z
  .string()
  .transform((text) => (text.includes('://') ? text : `http://${text}`))
  .pipe(z.url({ protocol: /^(https?|socks5)$/, error: 'must be "off", or an address, as http://proxy:3128' }))

/** The address of a site, without a slash at its end. */
export const siteUrl = url.transform((text) => text.replace(/\/+$/, ''))

export function whole(least: number, most = Number.MAX_SAFE_INTEGER) {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`
  const error = `must be a whole number, ${range}`
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}

/** Which proxies are believed about the client: all, none, or these addresses and networks. */
export const trustedProxies = z.string().transform((text, context): boolean | number | readonly string[] => {
  if (text === 'on' || text === 'off') return text === 'on'
  if (/^[1-9]$/.test(text)) return Number(text)
  const entries = text.split(',').map((entry) => entry.trim())
  const wrong = entries.find((entry) => !network.safeParse(entry).success)
  if (wrong === undefined) return entries
  context.addIssue(
    `"${wrong}" is not "on", "off", how many proxies there are, an address or a network such as 10.0.0.0/8`,
  )
  return z.NEVER
})

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])

/** Origins as browsers write them. */
export const origins = list.transform((entries, context) =>
  entries.map((entry) => {
    // with a path, or as "*", it would match nothing
    if (url.safeParse(entry).success && new URL(entry).origin === entry.replace(/\/$/, '')) return new URL(entry).origin
    context.addIssue(`"${entry}" is no origin, such as https://lab.example.org`)
    return z.NEVER
  }),
)

/** A JSON array, or the path of a file with one; the app checks its elements. */
export const jsonArray = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text.trim().startsWith('[') ? text : readFileSync(text, 'utf8'))
  } catch (error) {
    // not the parser's own message: it repeats the text, which holds secrets
    const reason = error instanceof SyntaxError ? 'is not valid JSON' : `cannot be read from the file "${text}"`
    context.addIssue(`${reason}; it takes a JSON array, or the path of a file with one`)
    return z.NEVER
  }
})
