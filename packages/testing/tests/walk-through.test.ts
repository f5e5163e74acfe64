import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { newsCsv, startPlatform } from '../src/index.ts'

it('the walk-through of /docs leads from a file to a verdict, with curl alone', async () => {
  await using platform = await startPlatform()
  const answer = await fetch(`${platform.url}/api/v1/openapi.json`)
  const document = z.object({ info: z.object({ description: z.string() }) }).parse(await answer.json())
  const blocks = [...document.info.description.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
  expect(blocks).toHaveLength(3)
  const cwd = await mkdtemp(join(tmpdir(), 'assay-walk-'))
  try {
    await writeFile(join(cwd, 'news.csv'), newsCsv(12))
    const env = { PATH: process.env['PATH'], ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key }
    const child = spawn('sh', ['-e'], { cwd, env })
    child.stdin.end(blocks.join('\n'))
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect(stderr).toBe('')
    expect(stdout.trim().split('\n').at(-1)).toMatch(/(Trust|Undecided|Take either)/)
  } finally {
    await rm(cwd, { recursive: true })
  }
  const [dataset] = (await platform.client.datasets.list()).items
  expect(dataset).toMatchObject({ name: 'news', filename: 'news.csv', state: 'ready', examples: 12 })
  const [entry] = (await platform.client.datasets.list()).items
  expect(entry?.id).toBe(dataset?.id)
})

it('a form that is none, has no file, or is too large is refused with what to do', async () => {
  await using platform = await startPlatform()
  const post = async (body: FormData | string, type?: string) => {
    const response = await fetch(`${platform.url}/api/v1/datasets/upload`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${platform.user.key}`, ...(type !== undefined && { 'content-type': type }) },
    })
    return [response.status, z.object({ code: z.string() }).parse(await response.json()).code]
  }
  const form = (name: string, bytes: string) => {
    const made = new FormData()
    made.append('file', new File([bytes], name))
    return made
  }
  expect(await post('{}', 'application/json')).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED'])
  expect(await post('no form', 'multipart/form-data; boundary=x')).toEqual([400, 'INPUT_INVALID'])
  expect(await post(new FormData())).toEqual([400, 'INPUT_INVALID'])
  expect(await post(form('a.doc', 'a'))).toEqual([422, 'TABLE_INVALID'])
  expect(await post(form('a.csv', 'x'.repeat(17 * 1024 * 1024)))).toEqual([413, 'BODY_TOO_LARGE'])
  expect((await platform.client.datasets.list()).items).toEqual([])
})
