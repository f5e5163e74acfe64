import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSession, type Session } from './session.ts'
import { text } from './sql.ts'
import type { Work } from './work.ts'

async function sessionOf(allowed: readonly string[]) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'assay-session-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const name of ['allowed.csv', 'secret.csv']) await writeFile(join(folder, name), `${name}\nx\n`)
  const directory = await mkdtemp(join(folder, 'own-'))
  const limits = { memory_bytes: 100_000_000, temporary_bytes: 100_000_000, threads: 1 }
  const work: Work = { directory, limits, signal: new AbortController().signal, send: async () => {} }
  const session = await openSession(
    work,
    allowed.map((name) => join(folder, name)),
  )
  onTestFinished(() => session[Symbol.dispose]())
  return { folder, directory, session }
}

async function read(session: Session, path: string): Promise<unknown> {
  const result = await session.run({ sql: `SELECT content FROM read_text(${text(path)})`, values: [] })
  return (await result.getRows())[0]?.[0]
}

describe(openSession, () => {
  it('reads the files of its query', async () => {
    const { session, folder } = await sessionOf(['allowed.csv'])
    expect(await read(session, join(folder, 'allowed.csv'))).toBe('allowed.csv\nx\n')
  })

  it('reads no other file, by no other name', async () => {
    const { session, folder, directory } = await sessionOf(['allowed.csv'])
    await symlink(join(folder, 'secret.csv'), join(directory, 'link'))
    const secrets = ['secret.csv', '*.csv', 's[e]cret.csv', 'own/../secret.csv', '../secret.csv'].map((name) =>
      join(folder, name),
    )
    for (const path of [...secrets, '/etc/passwd', `${directory}/../secret.csv`, join(directory, 'link')]) {
      await expect(read(session, path), path).rejects.toThrow('file system operations are disabled')
    }
  })

  it.each([
    ['write elsewhere', "COPY (SELECT 1) TO '/tmp/assay-elsewhere.csv'"],
    ['attach a database', "ATTACH '/tmp/assay-elsewhere.db'"],
    ['install an extension', 'INSTALL httpfs'],
    ['load an extension', 'LOAD httpfs'],
    ['reach the network', "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')"],
    ['open up again', 'SET enable_external_access = true'],
    ['allow itself more', "SET allowed_directories = ['/']"],
    ['unlock itself', 'SET lock_configuration = false'],
  ])('cannot %s', async (_, sql) => {
    const { session } = await sessionOf([])
    await expect(session.run({ sql, values: [] })).rejects.toThrow(/disabled|locked|cannot be/i)
  })
})
