import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { TypePrinter } from './type-printer.ts'

// What is published says what a type is, not what it was computed of: neither zod nor tRPC is needed to read it, by a
// compiler or by an editor. docs/decisions/2026-11-30-flat-declarations.md

const root = resolve(import.meta.dirname, '../../..')
const sdk = join(root, 'packages/sdk/src')

/** A type that is published under a name. */
interface Published {
  readonly name: string
  readonly declaration: ts.TypeAliasDeclaration | ts.InterfaceDeclaration
}

/** Writes `flat.d.ts` into the emitted declarations, and has the client's refer to it. */
export function flattenDeclarations(emitted: string): void {
  const program = createProgram()
  const checker = program.getTypeChecker()
  const contracts = contractsOf(program, checker)
  const own = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(sdk))
    .flatMap((file) => file.statements.filter(isComputed).map((one) => ({ name: one.name.text, declaration: one })))
  const printer = new TypePrinter(checker, ({ fileName }) => fileName.startsWith(sdk))
  const text = [...contracts, ...own].map(printing(checker, printer, [...contracts, ...own]))
  const rpc = [...printer.referred].sort().join(', ')
  const json = 'type Json = string | number | boolean | null | Json[] | { [key: string]: Json }'
  const from = `import type { ${rpc} } from './packages/sdk/src/rpc.js'`
  writeFileSync(join(emitted, 'flat.d.ts'), [from, json, ...text].join('\n\n'))
  const names = new Set([...contracts, ...own].map(({ name }) => name))
  for (const file of declarationFiles(join(emitted, 'packages/sdk/src'))) refer(file, { emitted, names })
}

function createProgram(): ts.Program {
  const config = join(root, 'packages/sdk/tsconfig.json')
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    join(root, 'packages/sdk'),
  )
  return ts.createProgram(fileNames, { ...options, noEmit: true })
}

/** The types that the contracts export. */
function contractsOf(program: ts.Program, checker: ts.TypeChecker): Published[] {
  const index = program.getSourceFile(join(root, 'packages/schemas/src/index.ts'))
  const module = index && checker.getSymbolAtLocation(index)
  if (!module) throw new Error('the contracts have no index')
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    const declaration = symbol.declarations?.find(isNamedType)
    return declaration ? [{ name: exported.name, declaration }] : []
  })
}

function isNamedType(node: ts.Node): node is Published['declaration'] {
  return ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)
}

/** A type of the client that is computed of a schema, or of the router. */
function isComputed(node: ts.Node): node is ts.TypeAliasDeclaration {
  if (!ts.isTypeAliasDeclaration(node) || node.typeParameters) return false
  return /\bz\.|\bAppRouter\b/.test(node.type.getText())
}

function printing(checker: ts.TypeChecker, printer: TypePrinter, all: readonly Published[]) {
  const typeOf = ({ declaration }: Published) => checker.getTypeAtLocation(declaration.name)
  const isPlain = ({ declaration }: Published) => ts.isTypeAliasDeclaration(declaration) && !declaration.typeParameters
  for (const one of all.filter(isPlain)) printer.name(typeOf(one), one.name)
  return (one: Published): string => {
    const doc = docOf(one.declaration)
    if (!isPlain(one)) return `${doc}${one.declaration.getText()}`
    return `${doc}export type ${one.name} = ${printer.define(typeOf(one), one.name)}`
  }
}

function docOf(node: ts.Node): string {
  const text = node.getSourceFile().getFullText()
  const [comment] = (ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []).slice(-1)
  return comment && text.startsWith('/**', comment.pos) ? `${text.slice(comment.pos, comment.end)}\n` : ''
}

function declarationFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
}

interface Referring {
  readonly emitted: string
  readonly names: ReadonlySet<string>
}

/** Takes out what is computed, and has the rest import it flat. */
function refer(path: string, { emitted, names }: Referring): void {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const gone = new Set<string>()
  const kept = file.statements.map((statement) => {
    if (isComputed(statement)) {
      gone.add(statement.name.text)
      return ''
    }
    return ts.isImportDeclaration(statement) ? withoutSchemas(statement, names) : statement.getFullText()
  })
  if (gone.size > 0) {
    const flat = `./${relative(join(path, '..'), join(emitted, 'flat.js'))}`.replace('./..', '..')
    const list = [...gone].join(', ')
    kept.unshift(`import type { ${list} } from '${flat}'\nexport type { ${list} }\n`)
  }
  writeFileSync(path, kept.join(''))
}

/** An import of contracts keeps their types; zod, tRPC and the router are not needed any more. */
function withoutSchemas(statement: ts.ImportDeclaration, names: ReadonlySet<string>): string {
  const module = statement.moduleSpecifier.getText().slice(1, -1)
  if (module.startsWith('.')) return statement.getFullText()
  const bindings = statement.importClause?.namedBindings
  if (module !== '@assay/schemas' || !bindings || !ts.isNamedImports(bindings)) return ''
  const types = bindings.elements.map(({ name }) => name.text).filter((name) => names.has(name))
  return types.length === 0 ? '' : `import type { ${types.join(', ')} } from '@assay/schemas'\n`
}
