import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { type SpawnedProgram, spawnProgram } from '@assay/testing'
import { expect, it } from 'vitest'

const admin = { email: 'admin@example.org', password: 'correct horse battery' }

function start(data_dir: string, env: Record<string, string> = {}): SpawnedProgram {
  return spawnProgram('apps/standalone/src/main.ts', {
    env: {
      ASSAY_DATA_DIR: data_dir,
      ASSAY_PORT: '0',
      ASSAY_SAMPLE: 'off',
      ASSAY_ADMIN_EMAIL: admin.email,
      ASSAY_ADMIN_PASSWORD: admin.password,
      ...env,
    },
  })
}

/** Waits until it is ready, and stops it. */
async function runOnce(program: SpawnedProgram, use: (client: Assay) => Promise<void> = async () => {}): Promise<void> {
  const [, url = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
  await use(new Assay({ url, ...admin }))
  program.kill('SIGTERM')
  expect(await program.exited).toBe(0)
}

it('changes its key as the manual says, and does not start with a wrong one', async () => {
  await using directory = await createThrowAwayDirectory()
  const { path } = directory
  const [file, before] = [join(path, 'secret.key'), join(path, 'secret.key.old')]
  await using first = start(path)
  await runOnce(first, async (client) => void (await client.secrets.put('openai', 'sk-kept')))
  await rename(file, before)
  const old = (await readFile(before, 'utf8')).trim()

  await using wrong = start(path)
  expect(await wrong.exited).toBe(1)
  expect(wrong.stderr).toContain('ASSAY_SECRET_KEY_PREVIOUS')
  expect(wrong.stderr).not.toContain('    at ')

  await using changing = start(path, { ASSAY_SECRET_KEY_PREVIOUS: old })
  await runOnce(changing)
  expect(changing.stderr).toMatch(/sealed with the present key what was sealed with a previous one/)

  // what the new key has sealed, the old one does not open
  await using lost = start(path, { ASSAY_SECRET_KEY: old, ASSAY_SECRET_KEY_LOST: 'on' })
  await runOnce(lost, async (client) => expect((await client.secrets.list()).items).toEqual([]))
})
