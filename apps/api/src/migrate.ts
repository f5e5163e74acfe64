import { migrateWhileNobodyWorks, runProgram, say } from '@assay/program'
import { readMigrationEnvironment } from './env.ts'

runProgram(async () => {
  const outcome = await migrateWhileNobodyWorks(readMigrationEnvironment().database_url)
  say(outcome === 'migrated' ? 'The database is migrated.' : 'The database is as it should be.')
})
