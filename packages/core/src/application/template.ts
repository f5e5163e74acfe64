import { DomainError, isFolderVariable, type ParameterValue } from '@assay/schemas'

const variable = /\$(?:\$|\{(\w+)\})/g

/** The text with values in the place of `${name}`; names of folders stay, and so does `$$`, for `fillFolders`. */
export function fill(template: string, values: Readonly<Record<string, ParameterValue>>): string {
  return template.replaceAll(variable, (whole, name: string | undefined) => {
    if (name === undefined || isFolderVariable(name)) return whole
    if (!Object.hasOwn(values, name)) throw unknown(name)
    return literally(asText(values[name] ?? ''))
  })
}

/** A value is never a template itself. */
export function literally(text: string): string {
  return text.replaceAll('$', '$$$$')
}

function asText(value: ParameterValue): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value)
}

function unknown(name: string): DomainError {
  const message = `\${${name}} has no value: give the parameter "${name}"`
  return new DomainError('INPUT_INVALID', { issues: [{ path: `parameters.${name}`, message }] })
}
