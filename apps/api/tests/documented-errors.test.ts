import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { type ErrorCode, errorCatalogue } from '@assay/schemas'
import { expect, it } from 'vitest'
import { listProcedures } from '../src/procedure-list.ts'
import { errorCodes } from '../src/rest/operation.ts'

const root = join(import.meta.dirname, '../../..')
const documented = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:async )?function (\w+)/g
const procedure = /^ {2}(\w+): procedure\n[\s\S]*?\.(?:mutation|query)\((.*)\),?$/gm

async function readAll(pattern: string): Promise<string[]> {
  const texts: string[] = []
  for await (const path of glob(pattern, { cwd: root })) texts.push(readFileSync(join(root, path), 'utf8'))
  return texts
}

/** The codes that the comment of each function says it throws. */
async function thrownBy(): Promise<Map<string, string[]>> {
  const texts = [...(await readAll('packages/core/src/**/*.ts')), ...(await readAll('packages/access/src/**/*.ts'))]
  const functions = texts.flatMap((text) => [...text.matchAll(documented)])
  return new Map(functions.map(([, comment = '', name = '']) => [name, codesIn(comment)]))
}

function codesIn(comment: string): string[] {
  const text = comment.replaceAll(/\s*\n \* ?/g, ' ')
  const sentences = [...text.matchAll(/Throws ([^.]*)/g)].map(([, sentence = '']) => sentence)
  return [...sentences.join().matchAll(/[A-Z][A-Z_]+/g)].map(([code]) => code).filter(isCode)
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code)
}

it('declares for each procedure what the function behind it says that it throws', async () => {
  const thrown = await thrownBy()
  const declared = new Map(listProcedures().map((one) => [one.name, new Set<string>(errorCodes(one))]))
  const missing: string[] = []
  let compared = 0
  const routers = (await readAll('apps/api/src/router/*.ts')).flatMap((text) => text.split(/^export const /m).slice(1))
  for (const text of routers) {
    const [noun = ''] = /^\w+/.exec(text) ?? []
    for (const [, name = '', call = ''] of text.matchAll(procedure)) {
      const codes = [...call.matchAll(/\w+/g)].flatMap(([word]) => thrown.get(word) ?? [])
      const known = declared.get(`${snakeCased(noun)}.${name}`)
      compared += codes.length
      for (const code of codes) if (!known?.has(code)) missing.push(`${noun}.${name}: ${code}`)
    }
  }
  expect(missing).toEqual([])
  expect(compared).toBeGreaterThan(100)
})

function snakeCased(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
