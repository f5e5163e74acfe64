import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MetricModuleError } from './error.ts'

/** A path relative to `directory` (`./shout.ts`, `/opt/shout.ts`), or a package installed there. */
export function locateModule(name: string, directory: string): string {
  const path = resolve(directory, name)
  if (existsSync(path)) return pathToFileURL(path).href
  if (/^[./]|\.[cm]?[jt]s$/.test(name)) throw new MetricModuleError(name, `there is no file ${path}.`)
  try {
    return pathToFileURL(createRequire(resolve(directory, 'package.json')).resolve(name)).href
  } catch (cause) {
    throw new MetricModuleError(name, `there is no such file, and no such package is installed in ${directory}.`, {
      cause,
    })
  }
}
