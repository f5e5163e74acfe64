import ts from 'typescript'

/** What a schema says of a field by `describe`, where it says it in its own words. */
export function describedBy(declaration: ts.Declaration, checker: ts.TypeChecker): string | undefined {
  const said = initializerOf(declaration, checker)
  const text = said && descriptionIn(said)
  return text?.replaceAll('*/', '*\\/')
}

function initializerOf(declaration: ts.Declaration, checker: ts.TypeChecker): ts.Expression | undefined {
  if (ts.isPropertyAssignment(declaration)) return declaration.initializer
  if (!ts.isShorthandPropertyAssignment(declaration)) return undefined
  const symbol = checker.getShorthandAssignmentValueSymbol(declaration)
  const original = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const value = original?.valueDeclaration
  return value && ts.isVariableDeclaration(value) ? value.initializer : undefined
}

/** The last `describe` of a chain of calls. */
function descriptionIn(expression: ts.Expression): string | undefined {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return undefined
  const [argument] = expression.arguments
  if (expression.expression.name.text === 'describe' && argument) return textOf(argument)
  return descriptionIn(expression.expression.expression)
}

function textOf(expression: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(expression)) return expression.text
  if (!ts.isBinaryExpression(expression)) return undefined
  const [left, right] = [textOf(expression.left), textOf(expression.right)]
  return left === undefined || right === undefined ? undefined : left + right
}
