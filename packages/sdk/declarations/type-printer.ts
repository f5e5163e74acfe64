import ts from 'typescript'
import { describedBy } from './description.ts'

/** Prints types as they are in the end, whatever they were computed of; what has a name is called by it. */
export class TypePrinter {
  readonly #checker: ts.TypeChecker
  readonly #names = new Map<ts.Type, string>()
  readonly #own: (file: ts.SourceFile) => boolean
  /** Generic interfaces of ours that something refers to. */
  readonly referred = new Set<string>()

  /** `own`: whether a file is one of ours, whose interfaces have names that can be used. */
  constructor(checker: ts.TypeChecker, own: (file: ts.SourceFile) => boolean) {
    this.#checker = checker
    this.#own = own
  }

  /** Lets what is the same type be called by this name; the first name stays. */
  name(type: ts.Type, name: string): void {
    const isWorthIt = type.isUnion() || (type.flags & ts.TypeFlags.Object) !== 0
    if (isWorthIt && !this.#names.has(type)) this.#names.set(type, name)
  }

  /** What a type that has this name is. */
  define(type: ts.Type, name: string): string {
    return this.#names.get(type) === name ? this.#structure(type) : this.print(type)
  }

  /** A type, by its name where it has one. */
  print(type: ts.Type): string {
    if (type.flags & ts.TypeFlags.Any) throw new Error('a published type is any')
    return this.#names.get(type) ?? this.#structure(type)
  }

  #structure(type: ts.Type): string {
    if (type.aliasSymbol?.name === 'JSONType') return 'Json'
    if (type.isUnion()) return this.#union(type)
    if (this.#checker.isTupleType(type))
      return `[${this.#argumentsOf(type)
        .map((one) => this.print(one))
        .join(', ')}]`
    if (this.#checker.isArrayType(type)) return this.#array(type)
    if (type.isIntersection() || (type.flags & ts.TypeFlags.Object) !== 0) return this.#object(type)
    return this.#checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)
  }

  #union(type: ts.UnionType): string {
    const truths = type.types.filter((one) => (one.flags & ts.TypeFlags.BooleanLiteral) !== 0)
    const others = type.types.filter((one) => !truths.includes(one) || truths.length === 1)
    const parts = others
      .toSorted((one, other) => rankOf(one) - rankOf(other))
      .map((one) => this.print(one))
      .map((text) => (text.includes('=>') ? `(${text})` : text))
    return [...(truths.length === 2 ? ['boolean'] : []), ...parts].join(' | ')
  }

  #array(type: ts.Type): string {
    const [item] = this.#argumentsOf(type)
    const name = type.symbol.name === 'ReadonlyArray' ? 'ReadonlyArray' : 'Array'
    return `${name}<${item ? this.print(item) : 'unknown'}>`
  }

  #argumentsOf(type: ts.Type): readonly ts.Type[] {
    return isReference(type) ? this.#checker.getTypeArguments(type) : []
  }

  #object(type: ts.Type): string {
    const declared = this.#declaredName(type)
    if (declared) return declared
    const signatures = [...type.getCallSignatures()].map((signature) => this.#checker.signatureToString(signature))
    const indices = this.#checker.getIndexInfosOfType(type)
    const properties = type.getProperties().map((property) => this.#property(property))
    if (signatures.length > 0) throw new Error(`a published type is a function: ${signatures[0]}`)
    const [index] = indices
    if (properties.length === 0) return index ? `Record<${this.print(index.keyType)}, ${this.print(index.type)}>` : '{}'
    const open = indices.map((one) => `[key: ${this.print(one.keyType)}]: ${this.print(one.type)}`)
    return `{\n${[...properties, ...open].join('\n')}\n}`
  }

  /** A class or interface of a library, or of ours, by its own name. */
  #declaredName(type: ts.Type): string | undefined {
    const symbol = type.getSymbol()
    const declaration = symbol?.declarations?.find(
      (one) => ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one),
    )
    if (!symbol || !declaration) return undefined
    if (this.#own(declaration.getSourceFile())) this.referred.add(symbol.name)
    const parameters = this.#argumentsOf(type).map((one) => this.print(one))
    return parameters.length === 0 ? symbol.name : `${symbol.name}<${parameters.join(', ')}>`
  }

  #property(property: ts.Symbol): string {
    const [declaration] = property.declarations ?? []
    const doc = declaration && describedBy(declaration, this.#checker)
    const name = /^[a-z_$][\w$]*$/i.test(property.name) ? property.name : JSON.stringify(property.name)
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0
    const type = this.print(this.#checker.getTypeOfSymbol(property))
    return `${doc ? `/** ${doc} */\n` : ''}${name}${isOptional ? '?' : ''}: ${type}`
  }
}

/** Null and undefined come last, as people write them. */
function rankOf({ flags }: ts.Type): number {
  if (flags & ts.TypeFlags.Undefined) return 2
  return flags & ts.TypeFlags.Null ? 1 : 0
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return 'target' in type
}
