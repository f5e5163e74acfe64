import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { IssuerSettings, MailSettings } from '@assay/access'
import { email, password, type SignUpMode, signUpMode } from '@assay/schemas'
import { z } from 'zod'
import { issuersSetting } from './issuers-setting.ts'

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((entry) => entry.trim() || []))
const flag = z.enum(['on', 'off']).transform((value) => value === 'on')
const url = z.url({ protocol: /^https?$/ })
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])
const trustedProxies = z
  .string()
  .default('off')
  .transform((text, context): boolean | readonly string[] => {
    if (text === 'on' || text === 'off') return text === 'on'
    const entries = text.split(',').map((entry) => entry.trim())
    const wrong = entries.find((entry) => !network.safeParse(entry).success)
    if (wrong === undefined) return entries
    context.addIssue(`"${wrong}" is not "on", "off", an address or a network such as 10.0.0.0/8`)
    return z.NEVER
  })
const origins = list.transform((entries, context) =>
  entries.map((entry) => {
    // with a path, or as "*", it would match nothing
    if (url.safeParse(entry).success && new URL(entry).origin === entry.replace(/\/$/, '')) return new URL(entry).origin
    context.addIssue(`"${entry}" is no origin, such as https://lab.example.org`)
    return z.NEVER
  }),
)
const gibibyte = 1024 ** 3

const environment = z.object({
  ASSAY_HOST: z.string().default('127.0.0.1'),
  ASSAY_PORT: z.coerce.number().int().min(0).max(65_535).default(3210),
  ASSAY_DATA_DIR: z.string().min(1).default('.assay'),
  ASSAY_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  ASSAY_STORAGE_URL: z.string().optional(),
  ASSAY_ADMIN_EMAIL: email.optional(),
  ASSAY_ADMIN_PASSWORD: password.optional(),
  ASSAY_SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  ASSAY_SECRET_KEY_PREVIOUS: list,
  ASSAY_SECRET_KEY_LOST: flag.default(false),
  ASSAY_SAMPLE: flag.default(true),
  ASSAY_WORKERS: z.coerce.number().int().min(1).max(1000).default(4),
  ASSAY_METRICS: list,
  ASSAY_MODEL_DIR: z.string().optional(),
  ASSAY_METRIC_SECONDS: z.coerce.number().int().min(1).optional(),
  ASSAY_ALLOW_PRIVATE_URLS: list,
  ASSAY_SIGN_UP: signUpMode.default('invitation'),
  ASSAY_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  ASSAY_MAIL_FROM: z
    .string()
    .max(500)
    .regex(/^[^\p{Cc}]+$/u, 'must not hold control characters')
    .optional(),
  ASSAY_ISSUERS: issuersSetting,
  ASSAY_PUBLIC_URL: url.transform((text) => text.replace(/\/+$/, '')).optional(),
  ASSAY_TRUST_PROXY: trustedProxies,
  ASSAY_CORS_ORIGINS: origins,
  ASSAY_MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(10 * gibibyte),
  ASSAY_MAX_CALLS_PER_MINUTE: z.coerce.number().int().min(1).optional(),
  ASSAY_MAX_STORAGE_BYTES: z.coerce.number().int().min(1).optional(),
  ASSAY_MAX_RUNNING_JOBS_PER_USER: z.coerce.number().int().min(1).optional(),
  ASSAY_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

/** What the operator has set. */
export interface Environment {
  readonly host: string
  readonly port: number
  readonly data_dir: string
  readonly database_url: string | undefined
  readonly storage_url: string
  readonly admin: { readonly email: string; readonly password: string } | undefined
  readonly secret_key: string | undefined
  readonly previous_secret_keys: readonly string[]
  readonly secret_key_is_lost: boolean
  readonly sample: boolean
  readonly workers: number
  readonly metric_modules: readonly string[]
  readonly model_directory: string | undefined
  readonly metric_seconds: number | undefined
  readonly allow_private_urls: readonly string[]
  readonly sign_up: SignUpMode
  readonly mail: MailSettings | undefined
  readonly issuers: readonly IssuerSettings[]
  readonly public_url: string | undefined
  readonly trust_proxy: boolean | readonly string[]
  readonly cors_origins: readonly string[]
  readonly max_upload_bytes: number
  readonly max_calls_per_minute: number | undefined
  readonly max_storage_bytes: number | undefined
  readonly max_running_jobs_per_user: number | undefined
  readonly log_level: string
}

/** Reads the environment; throws, naming each variable that is wrong. An empty variable counts as absent. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new SettingsError(`These settings are not valid:\n${faults.join('\n')}`)
  }
  const values = parsed.data
  const data_dir = resolve(values.ASSAY_DATA_DIR)
  return {
    host: values.ASSAY_HOST,
    port: values.ASSAY_PORT,
    data_dir,
    database_url: values.ASSAY_DATABASE_URL,
    storage_url: values.ASSAY_STORAGE_URL ?? pathToFileURL(`${data_dir}/storage/`).href,
    admin: toAdmin(values.ASSAY_ADMIN_EMAIL, values.ASSAY_ADMIN_PASSWORD),
    secret_key: values.ASSAY_SECRET_KEY,
    previous_secret_keys: values.ASSAY_SECRET_KEY_PREVIOUS,
    secret_key_is_lost: values.ASSAY_SECRET_KEY_LOST,
    sample: values.ASSAY_SAMPLE,
    workers: values.ASSAY_WORKERS,
    metric_modules: values.ASSAY_METRICS,
    model_directory: values.ASSAY_MODEL_DIR && resolve(values.ASSAY_MODEL_DIR),
    metric_seconds: values.ASSAY_METRIC_SECONDS,
    allow_private_urls: values.ASSAY_ALLOW_PRIVATE_URLS,
    sign_up: values.ASSAY_SIGN_UP,
    mail: toMail(values.ASSAY_SMTP_URL, values.ASSAY_MAIL_FROM),
    issuers: values.ASSAY_ISSUERS,
    public_url: values.ASSAY_PUBLIC_URL,
    trust_proxy: values.ASSAY_TRUST_PROXY,
    cors_origins: values.ASSAY_CORS_ORIGINS,
    max_upload_bytes: values.ASSAY_MAX_UPLOAD_BYTES,
    max_calls_per_minute: values.ASSAY_MAX_CALLS_PER_MINUTE,
    max_storage_bytes: values.ASSAY_MAX_STORAGE_BYTES,
    max_running_jobs_per_user: values.ASSAY_MAX_RUNNING_JOBS_PER_USER,
    log_level: values.ASSAY_LOG_LEVEL,
  }
}

/** The environment says something that cannot be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

function toMail(smtp_url: string | undefined, from: string | undefined): MailSettings | undefined {
  if (smtp_url === undefined && from === undefined) return undefined
  if (smtp_url === undefined || from === undefined) {
    throw new SettingsError('Set both ASSAY_SMTP_URL and ASSAY_MAIL_FROM, or neither.')
  }
  return { smtp_url, from }
}

function toAdmin(address: string | undefined, secret: string | undefined): Environment['admin'] {
  if (address === undefined && secret === undefined) return undefined
  if (address === undefined || secret === undefined) {
    throw new SettingsError('Set both ASSAY_ADMIN_EMAIL and ASSAY_ADMIN_PASSWORD, or neither.')
  }
  return { email: address, password: secret }
}
