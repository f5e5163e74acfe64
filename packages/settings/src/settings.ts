import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { email, password, signUpMode } from '@assay/schemas'
import { z } from 'zod'
import {
  flag,
  jsonArray,
  list,
  origins,
  postgresUrl,
  proxyUrl,
  siteUrl,
  storageUrl,
  trustedProxies,
  whole,
} from './values.ts'

const gibibyte = 1024 ** 3

/**
 * What an operator can set, each under the name of its variable without `ASSAY_` and in small letters. An app picks
 * what it reads. The `unit` says what a number counts; the texts for people are in docs/operating.md.
 */
export const settings = z.object({
  host: z.string().default('127.0.0.1'),
  port: whole(0, 65_535).default(3210),
  data_dir: z
    .string()
    .prefault('.assay')
    .transform((path) => resolve(path)),
  database_url: postgresUrl.optional(),
  storage_url: storageUrl.optional(),
  admin_email: email.optional(),
  admin_password: password.optional(),
  secret_key: z.string().min(32, 'must have at least 32 characters').optional(),
  secret_key_previous: list.default([]),
  secret_key_lost: flag.default(false),
  sample: flag.default(true),
  workers: whole(1, 1000).default(4).meta({ unit: 'jobs' }),
  work_directory: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  sandbox: z.enum(['auto', 'bubblewrap', 'unshare', 'none']).default('auto'),
  docker: z.enum(['auto', 'on', 'off']).default('auto'),
  image_days: whole(0, 3650).default(30).meta({ unit: 'days' }),
  worker_name: z
    .string()
    .max(200, 'must have at most 200 characters')
    .regex(/^(?!standalone)/, 'must not begin with "standalone": npm start takes over what such a worker left')
    .default(hostname()),
  metrics: list.default([]),
  model_dir: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  applications: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  decode_applications: z
    .string()
    .transform((path) => (path.startsWith('s3://') ? path : resolve(path)))
    .optional(),
  metric_seconds: whole(1).default(300).meta({ unit: 'seconds' }),
  allow_private_urls: list.default([]),
  proxy: z.union([z.literal('off'), proxyUrl]).optional(),
  sign_up: signUpMode.default('invitation'),
  smtp_url: z.url({ protocol: /^smtps?$/, error: 'must be an address, as smtp://… or smtps://…' }).optional(),
  mail_from: z
    .string()
    .max(500)
    .regex(/^[^\p{Cc}]+$/u, 'must not hold control characters')
    .optional(),
  issuers: jsonArray.prefault('[]'),
  public_url: siteUrl.optional(),
  trust_proxy: trustedProxies.default(false),
  cors_origins: origins.default([]),
  open_user: email.optional(),
  lumigator_user: email.optional(),
  decode_auth: flag.default(false),
  max_upload_bytes: whole(1)
    .default(10 * gibibyte)
    .meta({ unit: 'bytes' }),
  max_calls_per_minute: whole(1).optional().meta({ unit: 'calls' }),
  max_storage_bytes: whole(1).optional().meta({ unit: 'bytes' }),
  max_running_jobs_per_user: whole(1).optional().meta({ unit: 'jobs' }),
  log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export function variableOf(name: string): string {
  return `ASSAY_${name.toUpperCase()}`
}
