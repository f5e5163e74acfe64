import { dirname, join } from 'node:path'
import ts from 'typescript'
import { root } from './command.ts'

/**
 * Checks the types of the pages alone. What they import from servers is checked with its own settings, which know no
 * browser.
 */
const config = join(root, 'apps/web/tsconfig.json')
const { config: json } = ts.readConfigFile(config, ts.sys.readFile)
const { fileNames, options } = ts.parseJsonConfigFileContent(json, ts.sys, dirname(config))
const program = ts.createProgram(fileNames, options)
const found = fileNames
  .map((name) => program.getSourceFile(name))
  .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
const host = { getCanonicalFileName: (name: string) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }
if (found.length > 0) console.error(ts.formatDiagnostics(found, host))
process.exitCode = found.length === 0 ? 0 : 1
