import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from './command.ts'

/** A figure of the sources, and how far it may go. */
interface Figure {
  readonly what: string
  readonly value: number
  readonly most?: number
  readonly least?: number
}

interface Source {
  readonly path: string
  readonly room: string
  readonly lines: number
  readonly comment_lines: number
  readonly function_lines: readonly number[]
  readonly thrown: { readonly all: number; readonly typed: number }
  readonly long_lines: readonly number[]
}

const publishedUnits = /^packages\/(?:schemas|sdk|cli|metrics)\//
const lineWidth = 120

/** Sources of units, without tests, what only tests use, and migrations, which are frozen. */
function sourcePaths(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', 'apps/*/src/*.ts', 'packages/*/src/*.ts']
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  return listed
    .split('\n')
    .filter((path) => path !== '' && !/\.test(-d)?\.ts$|\.d\.ts$|\/testing\/|\/migrations\//.test(path))
}

/** A package is a room; of core, each folder is one. */
function roomOf(path: string): string {
  const [top = '', unit = '', , folder = ''] = path.split('/')
  if (unit !== 'core') return `${top}/${unit}`
  return folder.endsWith('.ts') ? 'packages/core' : `packages/core/${folder}`
}

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line
  const comments = new Set<number>()
  const functions: number[] = []
  const thrown = { all: 0, typed: 0 }

  function visit(node: ts.Node): void {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) {
      for (let line = lineOf(pos); line <= lineOf(end); line++) comments.add(line)
    }
    if (isNamedFunction(node)) functions.push(lineOf(node.end) - lineOf(node.getStart()) + 1)
    if (ts.isThrowStatement(node)) {
      thrown.all += 1
      if (!/^new Error\(/.test(node.expression.getText())) thrown.typed += 1
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  const lines = text.trimEnd().split('\n')
  return {
    path,
    room: roomOf(path),
    lines: lines.length,
    comment_lines: comments.size,
    function_lines: functions,
    thrown,
    long_lines: lines.flatMap((line, index) => (line.length > lineWidth ? [index + 1] : [])),
  }
}

function isNamedFunction(node: ts.Node): boolean {
  return ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isGetAccessorDeclaration(node)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** The value that nine in ten do not exceed. */
function nineInTen(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * 0.9)] ?? 0
}

function percent(part: number, whole: number): number {
  return Math.round((1000 * part) / whole) / 10
}

const sources = sourcePaths().map(readSource)
const services = sources.filter(({ path }) => !publishedUnits.test(path))
const all_lines = sum(sources.map(({ lines }) => lines))
const rooms = [...Map.groupBy(sources, ({ room }) => room)]
  .map(([room, inside]) => ({ room, lines: sum(inside.map(({ lines }) => lines)) }))
  .toSorted((a, b) => b.lines - a.lines)
const thrown = sources.map((source) => source.thrown)
const long = sources.flatMap(({ path, long_lines }) => long_lines.map((line) => `${path}:${line}`))

const figures: readonly Figure[] = [
  { what: 'lines of a file, nine in ten', value: nineInTen(sources.map(({ lines }) => lines)), most: 130 },
  {
    what: 'lines of a function, nine in ten',
    value: nineInTen(sources.flatMap((one) => one.function_lines)),
    most: 20,
  },
  {
    what: 'comments within services, % of lines',
    value: percent(sum(services.map((one) => one.comment_lines)), sum(services.map(({ lines }) => lines))),
    most: 8,
  },
  {
    what: 'errors with a type of their own, % of those thrown',
    value: percent(sum(thrown.map(({ typed }) => typed)), sum(thrown.map(({ all }) => all))),
    least: 97,
  },
  {
    what: `the largest room, ${rooms[0]?.room}, % of lines`,
    value: percent(rooms[0]?.lines ?? 0, all_lines),
    most: 18,
  },
  { what: `lines over ${lineWidth} characters`, value: long.length, most: 0 },
]

if (process.argv.includes('--rooms')) for (const { room, lines } of rooms) console.log(`${lines}`.padStart(6), room)
const broken = figures.filter(({ value, most, least }) => value > (most ?? value) || value < (least ?? value))
for (const figure of figures) {
  const bound = figure.most === undefined ? `at least ${figure.least}` : `at most ${figure.most}`
  console.log(`${broken.includes(figure) ? 'BROKEN' : 'ok    '} ${figure.what}: ${figure.value} (${bound})`)
}
for (const place of long.slice(0, 20)) console.log(`       ${place}`)
process.exitCode = broken.length === 0 ? 0 : 1
