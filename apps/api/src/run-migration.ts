import { migrateWhileNobodyWorks, say } from '@assay/program'
import { readMigrationEnvironment } from './env.ts'

export async function run(): Promise<void> {
  const outcome = await migrateWhileNobodyWorks(readMigrationEnvironment().database_url)
  say(outcome === 'migrated' ? 'The database is migrated.' : 'The database is as it should be.')
}
