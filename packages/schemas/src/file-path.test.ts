import { describe, expect, it } from 'vitest'
import { faultOfPath } from './file-path.ts'

describe('paths that are taken', () => {
  it.each([
    'data',
    'data/run-7/a.tif',
    'output/über/日本語/Ελληνικά.csv',
    'data/😀👩‍👩‍👧.bin',
    'data/100%.txt',
    'data/a b.txt',
    'data/2026-11-30T10:00:00.csv',
    'data/.hidden',
    'data/...three',
    'data/console.txt',
    `data/${'a'.repeat(255)}`,
    'data/%zz',
  ])('%s', (path) => {
    expect(faultOfPath(path)).toBeUndefined()
  })
})

describe('paths that are refused', () => {
  it.each([
    ['a relative path', 'data/../x'],
    ['a relative path at its end', 'data/..'],
    ['a path to itself', 'data/./x'],
    ['an encoded relative path', 'data/%2e%2e/x'],
    ['one that is half encoded', 'data/.%2E/x'],
    ['one that is encoded twice', 'data/%252e%252e/x'],
    ['one that is encoded thrice', 'data/%25252e%25252e/x'],
    ['an encoded slash', 'data/..%2fx'],
    ['a slash that is encoded twice', 'data/a%252fx'],
    ['an encoded backslash', 'data/a%5cx'],
    ['an encoded NUL', 'data/a%00.txt'],
    ['an encoded end of a line', 'data/a%250ab'],
    ['an absolute path', '/data/x'],
    ['a path of Windows', 'C:\\data\\x'],
    ['a backslash', 'data/a\\b'],
    ['NUL', 'data/a\0b'],
    ['a control character', 'data/a\nb'],
    ['a control character of C1', 'data/a\u0085b'],
    ['what turns the text around', 'data/a\u202egpj.exe'],
    ['an isolate', 'data/a\u2066b'],
    ['a mark of direction', 'data/a\u200fb'],
    ['half a surrogate pair', 'data/a\ud800b'],
    ['an empty name', 'data//x'],
    ['a slash at the end', 'data/'],
    ['nothing', ''],
    ['a device', 'data/CON'],
    ['a device with an extension', 'data/nul.txt'],
    ['a device with a blank before its extension', 'data/nul .txt'],
    ['a console', 'data/CONIN$'],
    ['a port', 'data/com1.log'],
    ['a blank at the end', 'data/a '],
    ['a blank at the beginning', 'data/ a'],
    ['a dot at the end', 'data/a.'],
    ['a name of 256 bytes', `data/${'a'.repeat(256)}`],
    ['a name of 128 characters of two bytes', `data/${'ä'.repeat(128)}`],
    ['a path of more than 1,024 bytes', `data/${'abcdefghi/'.repeat(102)}x`],
    ['a path of 65 names', `data${'/a'.repeat(64)}`],
    ['another top folder', 'secret/x'],
    ['a top folder in other case', 'Data/x'],
  ])('%s', (_what, path) => {
    expect(faultOfPath(path)).toBeTypeOf('string')
  })
})
