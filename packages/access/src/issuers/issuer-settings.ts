import { group } from '@assay/schemas'
import { z } from 'zod'

/** Signatures that only the issuer can make: with a shared secret, whoever can check could sign. */
const algorithm = z.enum(
  ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
  'must be a signature with a private key, such as RS256 or ES256',
)
const text = z.string().trim().min(1)

const issuerSettings = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits and "-"')
      .describe('names the issuer in addresses'),
    name: text.max(100).describe('what users read: "Sign in with <name>"'),
    url: z
      .url({
        protocol: /^https?$/,
        error: 'must be the issuer as an address, such as https://login.example.org/realms/lab',
      })
      .describe('the issuer, exactly as its tokens call it in "iss"'),
    allow_http: z
      .boolean()
      .default(false)
      .describe('whether it may be called without TLS, in a network that you trust; on loopback it always may'),
    client_id: text.optional().describe('as whom Assay signs users in; absent: it does not, and only takes tokens'),
    client_secret: text.optional().describe('absent: a public client; PKCE is used either way'),
    audience: z
      .union([text, z.array(text).min(1)])
      .optional()
      .describe('for whom its tokens must be, one of these; absent: client_id'),
    audience_claim: text.default('aud').describe('where tokens say so: client_id for Cognito, azp for Keycloak'),
    groups_claim: text
      .optional()
      .describe('where tokens name groups, with "." for what is nested; absent: Assay decides the groups of its users'),
    groups: z
      .record(z.string(), group)
      .optional()
      .describe('groups of the issuer → groups of Assay; absent: they have the same names'),
    algorithms: z
      .array(algorithm)
      .min(1)
      .default([...algorithm.options])
      .describe('which signatures count'),
    provision: z.boolean().default(true).describe('whether whoever comes for the first time gets an account'),
    link_by_email: z
      .boolean()
      .default(false)
      .describe('whether its confirmed e-mail addresses open accounts that exist with the same, confirmed address'),
  })
  .superRefine((settings, context) => {
    const url = URL.parse(settings.url)
    if (url === null) return
    const { protocol, hostname, username, password, search, hash } = url
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (protocol === 'http:' && !settings.allow_http && !isLoopback(hostname)) {
      complain('url', 'must begin with https; set allow_http to call it without TLS in a network that you trust')
    }
    if (username || password || search || hash) complain('url', 'must hold neither credentials nor "?" or "#"')
    if (settings.client_id === undefined && settings.audience === undefined) {
      complain('audience', 'is needed where there is no client_id: tokens that were made for others must not count')
    }
    if (settings.client_secret !== undefined && settings.client_id === undefined) {
      complain('client_id', 'is needed with client_secret')
    }
    if (settings.groups !== undefined && settings.groups_claim === undefined) {
      complain('groups_claim', 'is needed with groups')
    }
  })

export type IssuerSettings = z.infer<typeof issuerSettings>

export const issuerList = z.array(issuerSettings, 'must be a JSON array of issuers').superRefine((issuers, context) => {
  for (const field of ['id', 'url'] as const) {
    const seen = new Set<string>()
    for (const [index, issuer] of issuers.entries()) {
      const value = issuer[field].replace(/\/$/, '')
      if (seen.has(value)) {
        context.addIssue({ code: 'custom', path: [index, field], message: 'is that of another issuer, too' })
      }
      seen.add(value)
    }
  }
})

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname)
}
