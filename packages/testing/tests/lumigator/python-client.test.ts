import { execFile } from 'node:child_process'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { startPlatform } from '../../src/index.ts'

const python = process.env['ASSAY_TEST_PYTHON']
const csv = 'examples,more\n"Der Hafen öffnet. Die Fähre fährt.",1\n"Zwei,\nZeilen. 🐊",\n'

it('serves a client in Python that is written as the SDK is, which reads its Arrow files', async ({ skip }) => {
  skip(python === undefined, 'there is no Python with requests and pyarrow: ASSAY_TEST_PYTHON names none')
  await using platform = await startPlatform()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'assay-python-'))
  const file = join(folder.path, 'news.csv')
  await writeFile(file, csv)
  const { host } = new URL(platform.url)
  const given = [join(import.meta.dirname, 'python_client.py'), `any:${platform.user.key}@${host}/lumigator`, file]
  const { stdout } = await promisify(execFile)(join(python ?? '', 'bin/python'), given)
  expect(JSON.parse(stdout)).toEqual({
    redirects: [[307], [307]],
    location: expect.stringMatching(`^${platform.url}/lumigator/api/v1/jobs/[0-9a-f-]{36}$`),
    fields: { examples: 'string', more: 'string' },
    rows: [
      { examples: 'Der Hafen öffnet. Die Fähre fährt.', more: '1' },
      { examples: 'Zwei,\nZeilen. 🐊', more: null },
    ],
    job_status: 'SUCCEEDED',
    written: [expect.objectContaining({ ground_truth: 'Der Hafen öffnet.' }), expect.anything()],
    metrics: expect.objectContaining({ rouge_rouge1_mean: expect.any(Number) }),
    predictions: ['Der Hafen öffnet. Die Fähre fährt.', expect.stringContaining('Zeilen')],
    deleted: 204,
  })
})
