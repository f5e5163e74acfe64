import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { text } from 'node:stream/consumers'
import { type CatalogueFault, type CatalogueText, readCatalogue } from '@assay/schemas'
import { AssayError } from '@assay/sdk'
import { CommandError } from '../command-error.ts'
import { isAbsence } from '../session/private-file.ts'

/** A catalogue file, and what lies beside it. */
export interface CatalogueSource extends Pick<CatalogueText, 'entries'> {
  /** Files that the entries name → where they are. */
  readonly files: Readonly<Record<string, string>>
  /** An error of the server, with places in the file. */
  explain(error: unknown): unknown
}

/** Reads a catalogue file, or stdin for `-`. Throws, naming line and column of whatever is wrong. */
export async function openCatalogue(file: string, toCatalogue = readCatalogue): Promise<CatalogueSource> {
  const name = file === '-' ? 'stdin' : file
  const read = toCatalogue(await readText(file))
  if (read.faults.length > 0) throw faultyCatalogue(name, read.faults)
  const folder = file === '-' ? process.cwd() : dirname(resolve(file))
  return { entries: read.entries, files: await findFiles(folder, { name, read }), explain: explainer(name, read) }
}

async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    if (isAbsence(error)) throw new CommandError(`There is no file ${file}.`)
    throw error instanceof TypeError ? new CommandError(`${file} is no text in UTF-8.`) : error
  }
}

interface Named {
  readonly name: string
  readonly read: CatalogueText
}

/** Where the files are that entries name: below the folder, wherever links lead. */
async function findFiles(folder: string, { name, read }: Named): Promise<Record<string, string>> {
  const faults: CatalogueFault[] = []
  const files: [string, string][] = []
  const top = await realpath(folder)
  for (const [index, entry] of read.entries.entries()) {
    for (const [at, path] of entry.files.entries()) {
      const found = await findFile(top, path)
      const where = `entries.${index}.files.${at}`
      if ('path' in found) files.push([path, found.path])
      else faults.push({ path: where, message: found.reason, ...read.placeOf(where) })
    }
  }
  if (faults.length > 0) throw faultyCatalogue(name, faults)
  return Object.fromEntries(files)
}

async function findFile(top: string, path: string): Promise<{ readonly path: string } | { readonly reason: string }> {
  try {
    const found = await realpath(resolve(top, path))
    if (!found.startsWith(top.endsWith(sep) ? top : top + sep)) {
      return { reason: `"${path}" leads out of the folder of the catalogue` }
    }
    return (await stat(found)).isFile() ? { path: found } : { reason: `"${path}" is no file` }
  } catch (error) {
    if (isAbsence(error)) return { reason: `there is no file "${path}" beside the catalogue` }
    throw error
  }
}

function explainer(name: string, read: CatalogueText): CatalogueSource['explain'] {
  return (error) => {
    if (!AssayError.is(error, 'INPUT_INVALID')) return error
    const faults = error.data.issues.map((issue) => ({ ...issue, ...read.placeOf(issue.path) }))
    return faultyCatalogue(name, faults)
  }
}

function faultyCatalogue(name: string, faults: readonly CatalogueFault[]): CommandError {
  const lines = faults.map(({ path, message, line, column }) => {
    const place = line === undefined ? name : `${name}:${line}:${column}`
    return [place, path, message].filter((part) => part !== undefined).join(': ')
  })
  return new CommandError(lines.join('\n'), undefined, { code: 'INPUT_INVALID', data: { issues: faults } })
}
