import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { MailSettings } from '@assay/access'
import { z } from 'zod'

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((entry) => entry.trim() || []))

const environment = z.object({
  ASSAY_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  ASSAY_STORAGE_URL: z.string().min(1),
  ASSAY_SECRET_KEY: z.string().min(32, 'must have at least 32 characters'),
  ASSAY_SECRET_KEY_PREVIOUS: list,
  ASSAY_DATA_DIR: z.string().min(1).default('.assay'),
  ASSAY_WORKERS: z.coerce.number().int().min(1).max(1000).default(4),
  ASSAY_WORKER_NAME: z.string().min(1).max(200).default(hostname()),
  ASSAY_MAX_RUNNING_JOBS_PER_USER: z.coerce.number().int().min(1).optional(),
  ASSAY_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  ASSAY_MAIL_FROM: z.string().optional(),
  ASSAY_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  ASSAY_METRICS: list,
  ASSAY_MODEL_DIR: z.string().optional(),
  ASSAY_METRIC_SECONDS: z.coerce.number().int().min(1).optional(),
  ASSAY_ALLOW_PRIVATE_URLS: list,
  ASSAY_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

/** What the operator has set. Throws, naming each variable that is wrong. An empty variable counts as absent. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env) {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const values = environment.parse(given)
  return {
    database_url: values.ASSAY_DATABASE_URL,
    storage_url: values.ASSAY_STORAGE_URL,
    secret_key: values.ASSAY_SECRET_KEY,
    previous_secret_keys: values.ASSAY_SECRET_KEY_PREVIOUS,
    data_dir: resolve(values.ASSAY_DATA_DIR),
    slots: values.ASSAY_WORKERS,
    name: values.ASSAY_WORKER_NAME,
    max_running_jobs_per_user: values.ASSAY_MAX_RUNNING_JOBS_PER_USER,
    public_url: values.ASSAY_PUBLIC_URL,
    mail: toMail(values),
    metric_modules: values.ASSAY_METRICS,
    model_directory: values.ASSAY_MODEL_DIR && resolve(values.ASSAY_MODEL_DIR),
    metric_seconds: values.ASSAY_METRIC_SECONDS,
    allow_private_urls: values.ASSAY_ALLOW_PRIVATE_URLS,
    log_level: values.ASSAY_LOG_LEVEL,
  }
}

/** A worker mails links only where it is told all that they need, which is what the server is told. */
function toMail(values: z.output<typeof environment>): MailSettings | undefined {
  const { ASSAY_SMTP_URL: smtp_url, ASSAY_MAIL_FROM: from, ASSAY_PUBLIC_URL: public_url } = values
  if (smtp_url === undefined) return undefined
  if (from === undefined || public_url === undefined) {
    throw new Error('With ASSAY_SMTP_URL, set ASSAY_MAIL_FROM and ASSAY_PUBLIC_URL too.')
  }
  return { smtp_url, from }
}
