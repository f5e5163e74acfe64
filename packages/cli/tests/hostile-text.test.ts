import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

const hostile = '\u001b]0;title\u0007\u009b2J\u202egpj'
const marked = '␛]0;title␇<U+009B>2J<U+202E>gpj'
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

test('names of columns, cells and answers of others reach the terminal as marks, and JSON as escapes', async () => {
  await using platform = await startPlatform()
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const rows = Array.from({ length: 4 }, (_, at) =>
    JSON.stringify({ predictions: `${at} ${hostile}`, [`c${hostile}`]: at, ground_truth: `${at}` }),
  )
  await writeFile(join(machine.folder, 'hostile.jsonl'), rows.join('\n'))
  const shown = await machine.assay(['evaluate', 'hostile.jsonl', '--metrics', 'exact_match'])
  const { items } = await platform.client.datasets.list()
  const id = items[0]?.id ?? ''
  const outcomes = [
    shown,
    await machine.assay(['datasets', 'get', id]),
    await machine.assay(['datasets', 'rows', id]),
    await machine.assay(['datasets', 'rows', id, '--json']),
    await machine.assay(['runs', 'examples', (await platform.client.runs.list()).items[0]?.id ?? '']),
    await machine.assay(['datasets', 'rows', id, '--columns', hostile]),
  ]
  for (const { stdout, stderr } of outcomes) expect(`${stdout}${stderr}`).not.toMatch(obeyed)
  expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 1])
  // the server takes what is not seen out of names of columns
  expect(outcomes[1]?.stdout).toContain('c ]0;title 2Jgpj')
  expect(outcomes[2]?.stdout).toContain(`0 ${marked}`)
  expect(JSON.parse(outcomes[3]?.stdout ?? '')[0].predictions).toBe(`0 ${hostile}`)
  expect(outcomes[5]?.stderr).toContain(marked)
})
