import { isFolderVariable, type ParameterValue } from '@assay/schemas'

/** A path of a job below one of its folders, with its parameters in the place of `${name}`; `.`: the folder itself. */
export function filledPath(template: string, parameters: Readonly<Record<string, ParameterValue>>): string {
  const filled = template.replaceAll(/\$(?:\$|\{(\w+)\})/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$'
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    if (value === undefined || isFolderVariable(name)) return whole
    return Array.isArray(value) ? value.map(String).join(',') : String(value)
  })
  const names = filled.split('/').filter((name) => name !== '' && name !== '.')
  return names.length === 0 ? '.' : names.join('/')
}

/** Where a path stands below another; empty: it is that one; undefined: it is not below it. */
export function pathBelow(path: string, top: string): string | undefined {
  if (top === '.') return path
  if (path === top) return ''
  return path.startsWith(`${top}/`) ? path.slice(top.length + 1) : undefined
}
