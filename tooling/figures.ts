import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from './command.ts'

// What each figure is held to, and why: docs/decisions/2026-11-30-figures-of-the-sources.md

/** A figure of the sources, and how far it may go. */
interface Figure {
  readonly what: string
  readonly value: number
  readonly most?: number
  readonly least?: number
}

interface Source {
  readonly path: string
  readonly lines: number
  readonly comment_lines: number
  /** Lines of doc blocks, and of descriptions in schemas. */
  readonly doc_lines: number
  readonly function_lines: readonly number[]
  readonly thrown: { readonly all: number; readonly typed: number }
  readonly long_lines: readonly number[]
}

const lineWidth = 120
const published = ['schemas', 'sdk', 'metrics', 'cli'] as const
const isTest = (path: string) => /\.test(-d)?\.ts$|^(?:apps|packages)\/[^/]+\/tests\//.test(path)
const isMigration = (path: string) => path.includes('/migrations/')
const isOfUnit = (path: string) => /^(?:apps|packages)\/[^/]+\/src\//.test(path) && !path.includes('/testing/')
const isPublished = (path: string) => published.some((unit) => path.startsWith(`packages/${unit}/`))

function paths(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', 'tooling/*.mjs']
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  return listed.split('\n').filter((path) => path !== '' && !path.endsWith('.d.ts'))
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
  const lines = text.trimEnd().split('\n')
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line
  const linesOf = (pos: number, end: number) =>
    Array.from({ length: lineOf(end) - lineOf(pos) + 1 }, (_, at) => lineOf(pos) + at)
  const [comments, docs, texts] = [new Set<number>(), new Set<number>(), new Set<number>()]
  /** Whether it goes on to the end of a line, but for the `, async () => {` behind a title. */
  const spans = (line: number, start: number, end: number) => {
    const column = (file.getLineStarts()[line] ?? 0) + lineWidth - '), async () => {'.length
    return start <= column && column <= end
  }
  const functions: number[] = []
  const thrown = { all: 0, typed: 0 }

  function visit(node: ts.Node): void {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) {
      for (const line of linesOf(pos, end)) {
        comments.add(line)
        if (text.startsWith('/**', pos)) docs.add(line)
      }
    }
    const [start, end] = [node.getStart(), node.end]
    if (isDescription(node)) for (const line of linesOf(node.expression.name.getStart(), end)) docs.add(line)
    if (isNamedFunction(node)) functions.push(linesOf(start, end).length)
    if (isUnbreakable(node, path)) for (const line of linesOf(start, end)) if (spans(line, start, end)) texts.add(line)
    if (ts.isThrowStatement(node)) {
      thrown.all += 1
      if (!/^new Error\(/.test(node.expression.getText())) thrown.typed += 1
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return {
    path,
    lines: lines.length,
    comment_lines: comments.size,
    doc_lines: docs.size,
    function_lines: functions,
    thrown,
    long_lines: lines.flatMap((line, at) => (line.length > lineWidth && !texts.has(at) ? [at + 1] : [])),
  }
}

function isNamedFunction(node: ts.Node): boolean {
  return ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isGetAccessorDeclaration(node)
}

/** `.describe('…')` of a schema. */
function isDescription(node: ts.Node): node is ts.CallExpression & { expression: ts.PropertyAccessExpression } {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
  return node.expression.name.text === 'describe' && node.arguments.length === 1
}

/** Markup, queries and patterns are as long as they are, and so are titles and expected texts in tests. */
function isUnbreakable(node: ts.Node, path: string): boolean {
  if (ts.isStringLiteral(node)) return isTest(path)
  return ts.isTemplateLiteral(node) || ts.isRegularExpressionLiteral(node)
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

/** The share of a number in the lines of files. */
function shareOf(files: readonly Source[], numberOf: (file: Source) => number): number {
  return percent(sum(files.map(numberOf)), sum(files.map(({ lines }) => lines)))
}

const files = paths().map(readSource)
const written = files.filter(({ path }) => !isTest(path))
const sources = written.filter(({ path }) => isOfUnit(path) && !isMigration(path))
const services = sources.filter(({ path }) => !isPublished(path))
const rooms = [...Map.groupBy(sources, ({ path }) => roomOf(path))]
  .map(([room, inside]) => ({ room, lines: sum(inside.map(({ lines }) => lines)) }))
  .toSorted((a, b) => b.lines - a.lines)
const thrown = sources.map((source) => source.thrown)
const long = files
  .filter(({ path }) => !isMigration(path))
  .flatMap(({ path, long_lines }) => long_lines.map((line) => `${path}:${line}`))
const docsOf = (unit: (typeof published)[number]) =>
  shareOf(
    sources.filter(({ path }) => path.startsWith(`packages/${unit}/`)),
    ({ doc_lines }) => doc_lines,
  )

const figures: readonly Figure[] = [
  { what: 'lines of a file, nine in ten', value: nineInTen(sources.map(({ lines }) => lines)), most: 130 },
  {
    what: 'lines of a function, nine in ten',
    value: nineInTen(sources.flatMap((one) => one.function_lines)),
    most: 20,
  },
  {
    what: 'comments within services, % of lines',
    value: shareOf(services, ({ comment_lines }) => comment_lines),
    most: 8,
  },
  { what: 'docs of packages/sdk, % of lines', value: docsOf('sdk'), least: 25 },
  { what: 'docs and descriptions of packages/schemas, % of lines', value: docsOf('schemas'), least: 25 },
  { what: 'docs of packages/metrics, % of lines', value: docsOf('metrics'), least: 15 },
  {
    what: 'errors with a type of their own, % of those thrown',
    value: percent(sum(thrown.map(({ typed }) => typed)), sum(thrown.map(({ all }) => all))),
    least: 97,
  },
  {
    what: `the largest room, ${rooms[0]?.room}, % of all lines but tests`,
    value: percent(rooms[0]?.lines ?? 0, sum(written.map(({ lines }) => lines))),
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
