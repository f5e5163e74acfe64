import { type ClassNameValue, twMerge } from 'tailwind-merge'

/** Joins classes; of two that contradict each other the later one counts. */
export function classes(...names: ClassNameValue[]): string {
  return twMerge(names)
}
