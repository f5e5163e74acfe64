import { type CheckedApplicationEntry, isFolderVariable } from '@assay/schemas'

/** A text of an entry in which names are open. */
interface OpenText {
  /** Below the entry. */
  readonly path: string
  readonly text: string
  /** Whether it may name the folders of the job: what is a path below one of them may not. */
  readonly folders: boolean
}

/** What is wrong with the names in a text, by its path. */
export interface Fault {
  readonly path: string
  readonly message: string
}

/** Every `${name}` of an entry must be one of its parameters or a folder. What a shell reads is the shell's. */
export function faultsOfNames(entry: CheckedApplicationEntry): Fault[] {
  return openTexts(entry).flatMap(({ path, text, folders }) =>
    namesIn(text).flatMap((name) => {
      const message = faultOfName(name, { entry, folders })
      return message === undefined ? [] : [{ path, message }]
    }),
  )
}

/** Undefined: a brace that is no name. */
function namesIn(text: string): (string | undefined)[] {
  return [...text.matchAll(/\$(?:\$|\{(?:(\w+)\})?)/g)].flatMap(([whole, name]) => (whole === '$$' ? [] : [name]))
}

function faultOfName(
  name: string | undefined,
  { entry, folders }: { readonly entry: CheckedApplicationEntry; readonly folders: boolean },
): string | undefined {
  if (name === undefined) return `has a \${ that is no \${name}: write $$ for a dollar sign`
  if (isFolderVariable(name)) return folders ? undefined : `is below a folder already, and cannot name \${${name}}`
  if (Object.hasOwn(entry.parameters, name)) return undefined
  const known = Object.keys(entry.parameters).join(', ') || 'none'
  return `has \${${name}}, which is neither a parameter (there are: ${known}) nor a folder of the job`
}

function openTexts(entry: CheckedApplicationEntry): OpenText[] {
  const command = (entry.command ?? []).map((text, at) => ({ path: `command.${at}`, text, folders: true }))
  const environment = Object.entries(entry.environment).map(([name, text]) => ({
    path: `environment.${name}`,
    text,
    folders: true,
  }))
  return [...command, ...environment, ...pathsOf(entry).map((open) => ({ ...open, folders: false }))]
}

function pathsOf({ inputs, outputs, checks }: CheckedApplicationEntry): Omit<OpenText, 'folders'>[] {
  return [
    ...Object.entries(inputs).flatMap(([name, { from, mount }]) => [
      ...(from === undefined ? [] : [{ path: `inputs.${name}.from`, text: from }]),
      { path: `inputs.${name}.mount`, text: mount },
    ]),
    ...Object.entries(outputs).map(([name, { path }]) => ({ path: `outputs.${name}.path`, text: path })),
    ...checks.map((check, at) =>
      'file' in check
        ? { path: `checks.${at}.file`, text: check.file }
        : { path: `checks.${at}.folder`, text: check.folder },
    ),
  ]
}
