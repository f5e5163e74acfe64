import { z } from 'zod'

const record = z.record(z.string(), z.json())

export function json(value: object): Record<string, z.core.util.JSONType> {
  return record.parse(JSON.parse(JSON.stringify(value)))
}
