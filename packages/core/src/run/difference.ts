import { type FingerprintParts, fingerprintPart, type JobChange } from '@assay/schemas'

/** What differs between what two jobs were made of. Values of secrets are told by nothing but that they differ. */
export function differences(before: FingerprintParts, after: FingerprintParts): JobChange[] {
  return fingerprintPart.options.flatMap((part) => {
    const [then = {}, now = {}] = [before[part], after[part]]
    const names = [...new Set([...Object.keys(then), ...Object.keys(now)])]
    return names
      .filter((name) => then[name] !== now[name])
      .map((name) => ({
        ...{ part, name },
        before: told(part, then[name]),
        after: told(part, now[name]),
      }))
  })
}

function told(part: JobChange['part'], value: string | undefined): string | null {
  if (value === undefined) return null
  return part === 'secret' ? '(hidden)' : value
}
