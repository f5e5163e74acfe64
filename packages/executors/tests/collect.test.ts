import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { collect } from '../src/index.ts'

let top: string
let folder: string

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'assay-collect-'))
  folder = join(top, 'output')
  mkdirSync(folder)
  onTestFinished(() => rmSync(top, { recursive: true, force: true }))
})

async function collected(): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const entry of collect(folder)) {
    if ('refused' in entry) found[entry.path] = `refused: ${entry.refused}`
    else {
      const file = await entry.open()
      found[entry.path] = await text(file.createReadStream())
    }
  }
  return found
}

describe('collecting', () => {
  it('gives every regular file below the folder, hidden and empty ones too', async () => {
    mkdirSync(join(folder, 'a/b/empty'), { recursive: true })
    writeFileSync(join(folder, 'a/b/c.txt'), 'c')
    writeFileSync(join(folder, '.hidden'), '')
    writeFileSync(join(folder, 'größe.csv'), 'x')
    expect(await collected()).toEqual({ 'a/b/c.txt': 'c', '.hidden': '', 'größe.csv': 'x' })
  })

  it('follows no link, to a file, a folder, the folder itself or nothing', async () => {
    writeFileSync(join(top, 'secret'), 'secret')
    mkdirSync(join(folder, 'in'))
    symlinkSync('/etc/passwd', join(folder, 'absolute'))
    symlinkSync('../../secret', join(folder, 'in/relative'))
    symlinkSync('/etc', join(folder, 'etc'))
    symlinkSync('.', join(folder, 'circle'))
    symlinkSync('nowhere', join(folder, 'broken'))
    const refused = 'refused: is a link, and links are not followed'
    expect(await collected()).toEqual({
      absolute: refused,
      'in/relative': refused,
      etc: refused,
      circle: refused,
      broken: refused,
    })
  })

  it('takes files that the folder names twice, and none that is named outside of it', async () => {
    writeFileSync(join(folder, 'one'), 'mine')
    linkSync(join(folder, 'one'), join(folder, 'two'))
    writeFileSync(join(top, 'secret'), 'secret')
    linkSync(join(top, 'secret'), join(folder, 'three'))
    linkSync(join(top, 'secret'), join(folder, 'four'))
    const refused = 'refused: is a hard link to a file outside of the folder'
    expect(await collected()).toEqual({ one: 'mine', two: 'mine', three: refused, four: refused })
  })

  it('opens no pipe and no device', async ({ skip }) => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    skip(process.getuid?.() !== 0, 'devices can be made by root alone')
    execFileSync('mknod', [join(folder, 'zero'), 'c', '1', '5'])
    expect(await collected()).toEqual({
      pipe: 'refused: is a pipe or a socket',
      zero: 'refused: is a device',
    })
  })

  it('refuses names that are no text, or that a terminal would obey, and shows them harmless', async () => {
    const names = [
      Buffer.from('a\xff\xfe', 'latin1'),
      ...['b\x1b[31m', 'c\nd', 'e\u202Ef'].map((name) => Buffer.from(name)),
    ]
    for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), 'x')
    const found = await collected()
    expect(Object.values(found).every((text) => text.startsWith('refused: '))).toBe(true)
    expect(Object.keys(found).sort()).toEqual(['aÿþ', 'b\\u{1b}[31m', 'c\\u{a}d', 'e\\u{202e}f'])
  })

  it('goes as deep as paths do, and says where it ends', async () => {
    let path = folder
    for (let depth = 0; depth < 20; depth += 1) path = join(path, 'd'.repeat(200))
    execFileSync(
      'sh',
      ['-c', 'for i in $(seq 20); do mkdir "$2"; cd "$2"; done; echo x >deep', 'sh', '', 'd'.repeat(200)],
      {
        cwd: folder,
      },
    )
    const found = await collected()
    expect(Object.values(found)).toEqual(['refused: has a path that is too long'])
  })
})
