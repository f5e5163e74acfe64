import { type OpenCore, openCore } from '@assay/core'
import { getUser } from '@assay/db'
import pg from 'pg'
import { operations } from './operations.ts'

/** Does an operation, and ends as `kill -9` ends it at a step: before or after it asks storage or the database. */
const [name = '', user_id = '', last_step = ''] = process.argv.slice(2)
const log = { info() {}, warn() {}, error() {} }
let isArmed = false
let step = 0

function pass(): void {
  if (!isArmed) return
  step += 1
  if (step === Number(last_step)) process.kill(process.pid, 'SIGKILL')
}

function counted<Given extends unknown[], Result>(work: (...given: Given) => Result): (...given: Given) => Result {
  return (...given) => {
    pass()
    const result = work(...given)
    pass()
    if (result instanceof Promise) result.then(pass, pass)
    return result
  }
}

const query = pg.Client.prototype.query
pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
  return counted(() => Reflect.apply(query, this, given))()
}

await using core: OpenCore = await openCore({
  name: 'assay crash test',
  database_url: process.env['ASSAY_DATABASE_URL'] ?? '',
  storage_url: process.env['ASSAY_STORAGE_URL'] ?? '',
  scratch_directory: process.env['ASSAY_DATA_DIR'] ?? '',
  secret_key: 'a key that is only good for tests, as everyone knows it',
  settings: {},
  log,
})
const { storage } = core
const watched = {
  ...core,
  storage: {
    ...storage,
    put: counted(storage.put),
    read: counted(storage.read),
    stat: counted(storage.stat),
    verify: counted(storage.verify),
    begin: counted(storage.begin),
    part: counted(storage.part),
    complete: counted(storage.complete),
    delete: counted(storage.delete),
    deleteAll: counted(storage.deleteAll),
  },
}
const { email, groups } = await getUser(core.db, user_id)
const operation = operations[name]
const actor = { user_id, email, groups }
const prepared = (await operation?.prepare(core, actor)) ?? ''
isArmed = true
await operation?.run(watched, actor, prepared)
isArmed = false
process.stdout.write(`steps ${step}\n`)
