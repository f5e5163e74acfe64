import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTables } from '../../src/index.ts'

const [path = ''] = process.argv.slice(2)
const tables = await openTables({ directory: await mkdtemp(join(tmpdir(), 'assay-count-')) })
process.stdout.write(String(await tables.count({ path })))
