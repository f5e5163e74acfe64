import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applicationSpecOf, startPlatform, submitApplicationJobs } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

test('assay jobs outputs lists what a job has left, and saves it as a zip or below a folder', async () => {
  await using platform = await startPlatform()
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const spec = applicationSpecOf({ shell: 'mkdir $OUTPUT_DIR/maps; echo a >$OUTPUT_DIR/maps/a; ln -s a $OUTPUT_DIR/b' })
  const id = await submitApplicationJobs(platform, platform.user, [{ name: 'crop', spec }])
  const { jobs } = await platform.client.runs.wait(id)
  const job_id = jobs[0]?.id ?? ''
  const outputs = async (...args: string[]) => machine.assay(['jobs', 'outputs', job_id, ...args])
  expect((await outputs()).stdout).toMatch(/Output +Path +Size\s+result +maps\/a +2 B/)
  expect(JSON.parse((await outputs('--json')).stdout)).toMatchObject({ items: [{ name: 'result', path: 'maps/a' }] })
  expect((await outputs('--to', 'here')).exitCode).toBe(0)
  expect(await readFile(join(machine.folder, 'here/maps/a'), 'utf8')).toBe('a\n')
  expect((await outputs('--to', 'here')).exitCode).toBe(1)
  expect((await outputs('--zip', 'all.zip')).exitCode).toBe(0)
  expect((await readFile(join(machine.folder, 'all.zip'))).toString('latin1')).toContain('maps/a')
  expect(await readdir(join(machine.folder, 'here'))).toEqual(['maps'])
  expect((await outputs('--to', 'here', '--zip', 'all.zip')).exitCode).toBe(2)
  const shown = (await machine.assay(['jobs', 'get', job_id])).stdout
  expect(shown).toMatch(/took +\d+\.\d s/)
  expect(shown).toContain('"b" is a link, and links are not followed')
})
