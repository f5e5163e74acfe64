import { execFile } from 'node:child_process'
import { mkdtempDisposable, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createApiKey } from '@assay/access'
import { beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { startPlatform } from '../src/index.ts'

const schemathesis = process.env['ASSAY_TEST_SCHEMATHESIS']

interface Asked {
  readonly document: string
  /** What must hold of every answer, whatever was asked. */
  readonly checks: readonly string[]
  readonly seconds: number
}

const whole: Asked = {
  document: '/api/v1/openapi.json',
  checks: ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_schema_conformance'],
  seconds: 60,
}

/** They end what the fuzzer asks with. */
const left = ['account.delete']

beforeEach(({ skip }) =>
  skip(schemathesis === undefined, 'there is no Schemathesis: ASSAY_TEST_SCHEMATHESIS names none'),
)

const report = z.object({
  operations: z.object({ selected: z.number(), tested: z.number() }),
  failures: z.array(z.unknown()),
  errors: z.array(z.unknown()),
})

/** Runs it against a server, in a folder for what it writes; what it found. */
async function fuzz(url: string, key: string, asked: Asked): Promise<z.infer<typeof report>> {
  const { document, checks, seconds } = asked
  await using folder = await mkdtempDisposable(join(tmpdir(), 'assay-fuzzer-'))
  const file = join(folder.path, 'report.json')
  const given = [
    ...['run', `${url}${document}`, '--header', `Authorization: Bearer ${key}`],
    ...['--checks', checks.join(','), '--phases', 'examples,coverage,fuzzing', '--max-time', String(seconds)],
    ...['--workers', '1', '--request-timeout', '20', '--seed', '7', '--no-shrink', '--warnings', 'off'],
    ...['--report', 'json', '--report-json-path', file, '--suppress-health-check', 'all'],
    ...left.flatMap((operation) => ['--exclude-operation-id', operation]),
  ]
  // it exits by 1 for what it finds, which is in the report
  await promisify(execFile)(schemathesis ?? '', given, { cwd: folder.path, maxBuffer: 2 ** 26 }).catch(() => {})
  return report.parse(JSON.parse(await readFile(file, 'utf8')))
}

it('answers whatever a fuzzer that knows the document asks, and as the document says', {
  timeout: 240_000,
}, async () => {
  await using platform = await startPlatform()
  const { actor } = await platform.addUser({ groups: ['users', 'admin'], password: 'correct horse battery' })
  const { key } = await createApiKey(platform.core, actor, { name: 'fuzzer', scopes: ['admin'] })
  const { operations, failures, errors } = await fuzz(platform.url, key, whole)
  expect(failures).toEqual([])
  expect(errors).toEqual([])
  expect(operations.tested).toBe(operations.selected)
})

it.each(['/mip'])('meets no error of the server at any address of %s', { timeout: 120_000 }, async (dialect) => {
  await using platform = await startPlatform()
  const asked = { document: `${dialect}/openapi.json`, checks: ['not_a_server_error'], seconds: 15 }
  const { operations, failures, errors } = await fuzz(platform.url, platform.user.key, asked)
  expect(failures).toEqual([])
  expect(errors).toEqual([])
  expect(operations.tested).toBe(operations.selected)
})
