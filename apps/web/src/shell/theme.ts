export const themeCookie = 'assay_theme'

export type Theme = 'light' | 'dark'

/** Undefined: as the system has it. */
export function toTheme(text: string | undefined): Theme | undefined {
  return text === 'light' || text === 'dark' ? text : undefined
}
