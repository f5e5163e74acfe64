import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorBody, hangUp, type Reply, rpcError, startScriptedServer } from '../testing/scripted-server.ts'

const sdk = join(import.meta.dirname, '../index.ts')

/** What Node prints of a script whose last line throws, without what it says of itself. */
async function printed(reply: Reply): Promise<string[]> {
  await using server = await startScriptedServer({
    'GET /trpc/datasets.get': [reply],
    'GET /trpc/runs.events': [reply],
  })
  const folder = await mkdtemp(join(tmpdir(), 'assay-uncaught-'))
  try {
    const script = join(folder, 'script.mjs')
    const lines = [
      `import { Assay } from ${JSON.stringify(sdk)}`,
      `const assay = new Assay(${JSON.stringify({ url: server.url, apiKey: 'a', maxRetries: 0 })})`,
      'async function main() {',
      "  console.log(await assay.datasets.get('set'))",
      '}',
      'await main()',
    ]
    await writeFile(script, lines.join('\n'))
    const stderr = await new Promise<string>((resolve) => {
      execFile(process.execPath, [script], (_error, _stdout, text) => resolve(text))
    })
    const said = stderr.slice(stderr.indexOf('Assay'), stderr.lastIndexOf('Node.js'))
    return said.trim().split('\n')
  } finally {
    await rm(folder, { recursive: true })
  }
}

test.each([
  ['an error of Assay', rpcError(404, errorBody('DATASET_NOT_FOUND')), 'It is DATASET_NOT_FOUND.'],
  ['a connection that breaks', hangUp, 'The connection to Assay at'],
])('%s that nobody catches is told once, in five lines, with the line that asked', async (_what, reply, message) => {
  const lines = await printed(reply)
  expect(lines.length).toBeLessThanOrEqual(5)
  expect(lines.filter((line) => line.includes(message))).toHaveLength(1)
  expect(lines[1]).toMatch(/at main \(.*script\.mjs:4:\d+\)/)
})

test('what is printed names the request, as the log of the server does', async () => {
  const lines = await printed(rpcError(404, errorBody('DATASET_NOT_FOUND')))
  expect(lines.at(-1)).toBe('    status 404, request req_1')
})
