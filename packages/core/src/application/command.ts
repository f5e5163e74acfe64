import type { CheckedApplicationEntry } from '@assay/schemas'
import type { Parameters } from './parameters.ts'
import { fill, literally } from './template.ts'

type Commanded = Pick<CheckedApplicationEntry, 'command' | 'shell' | 'parameters'>

/**
 * Program and arguments as templates in which only folders are open, each argument apart: a value is never split, nor
 * read by a shell. Switches come after what the entry says, in its order, and the extra arguments of the run come last.
 * Empty for an image with a command of its own.
 */
export function commandOf(entry: Commanded, values: Parameters, extra: readonly string[] = []): string[] {
  const added = [...switchesOf(entry.parameters, values), ...extra]
  if (entry.shell !== undefined) return shellCommand(entry.shell, { values, added }).map(literally)
  return [...(entry.command ?? []).map((argument) => fill(argument, values)), ...added.map(literally)]
}

function switchesOf(declared: CheckedApplicationEntry['parameters'], values: Parameters): string[] {
  return Object.entries(declared).flatMap(([name, { switch: flag }]) => {
    const value = values[name]
    if (flag === undefined || value === undefined || value === false) return []
    if (value === true) return [flag]
    return [flag, ...(Array.isArray(value) ? value.map(String) : [String(value)])]
  })
}

/**
 * A line is left to the shell as it is: values become variables of the shell and never part of what it reads, in
 * whatever quotes the line names them. A list is one text with blanks between.
 */
function shellCommand(
  line: string,
  { values, added }: { readonly values: Parameters; readonly added: readonly string[] },
): string[] {
  const names = Object.keys(values)
  const texts = Object.values(values).map((value) => (Array.isArray(value) ? value.join(' ') : String(value)))
  const set = names.map((name) => `${name}=$1; shift; `).join('')
  return ['/bin/sh', '-c', `${set}${line}${added.length > 0 ? ' "$@"' : ''}`, 'sh', ...texts, ...added]
}
