import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTables } from '../../src/index.ts'

const [path = '', how = ''] = process.argv.slice(2)
const tables = await openTables({ directory: await mkdtemp(join(tmpdir(), 'assay-abandoned-')) })
const scan = tables.scan({ path })[Symbol.asyncIterator]()
await scan.next()
void tables.page({ path, order: [{ column: 't' }], limit: 40_000 }).catch(() => {})
process.stdout.write(tables.pids().join(' '), () =>
  how === 'exit' ? process.exit() : process.kill(process.pid, 'SIGKILL'),
)
