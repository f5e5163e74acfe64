import type { Platform } from '../../../platform.ts'

const pool = /^https:\/\/cognito-idp\.([\w-]+)\.amazonaws\.com\/([\w-]+)\/?$/

/** Where clients sign in: the pool of Cognito among the issuers, else whatever issuer stands for one. */
export function accessInfo({ core: { issuers } }: Pick<Platform, 'core'>) {
  const all = issuers.all.map(({ settings }) => settings)
  const settings = all.find(({ url }) => pool.test(url)) ?? all[0]
  const [, region = 'local', user_pool_id = settings?.id ?? 'assay'] = pool.exec(settings?.url ?? '') ?? []
  const client_id = settings?.client_id ?? [settings?.audience].flat()[0] ?? 'assay'
  return { cognito: { user_pool_id, client_id, region } }
}
