import { readFileSync, writeFileSync } from 'node:fs'

export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

export function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 1)}\n`)
  console.log(`wrote ${path}`)
}

/** Rows of a CSV without quotes, as objects. */
export function readCsv(path) {
  const [head, ...rows] = readFileSync(path, 'utf8').trim().split('\n')
  const names = head.split(',')
  return rows.map((row) => Object.fromEntries(row.split(',').map((value, at) => [names[at], value])))
}

export function writeCsv(path, rows) {
  const names = Object.keys(rows[0] ?? {})
  writeFileSync(path, `${[names, ...rows.map((row) => names.map((name) => row[name]))].join('\n')}\n`)
  console.log(`wrote ${path}`)
}
