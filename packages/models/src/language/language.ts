import { languageTable } from './languages.ts'

/** A language that tasks can name. */
export interface Language {
  /** ISO 639-1 where there is one, else ISO 639-3; with the region or script that was named, as in pt-BR. */
  readonly code: string
  /** Its English name. */
  readonly name: string
  readonly iso_639_3: string
  /** What families of translation models call it; null: they do not know it. */
  readonly codes: { readonly nllb: string | null; readonly mbart: string | null; readonly m2m: string | null }
}

interface Entry extends Language {
  readonly names: readonly string[]
}

/** M2M-100 calls this one by a code of its own. */
const ownM2mCodes: Readonly<Record<string, string>> = { nso: 'ns' }

const entries: readonly Entry[] = languageTable.trim().split('\n').map(toEntry)

/** The languages that tasks can name, by code. */
export const languages: readonly Language[] = entries

const byName = new Map(entries.flatMap((entry) => entry.names.map((name) => [fold(name), entry])))
/** Codes in the form of BCP 47 too, where that is another one; our own go before it. */
const byCode = new Map(
  [
    ({ code }: Entry) => new Intl.Locale(code).language,
    ({ iso_639_3 }: Entry) => iso_639_3,
    ({ code }: Entry) => code,
  ].flatMap((codeOf) => entries.map((entry) => [codeOf(entry), entry] as const)),
)

/** All that a language can be called by: its English names, its codes. */
export const languageNames: readonly string[] = entries.flatMap(({ names, code }) => [...names, code])

/**
 * The language that a text names: by an English name, by a code of two or three letters, or by a tag with region or
 * script, as in pt-BR, zh_Hant or deu_Latn. Undefined: none that is known.
 */
export function findLanguage(text: string): Language | undefined {
  const folded = fold(text)
  return byName.get(folded) ?? byCode.get(folded) ?? ofTag(folded)
}

/** The English name of the language that a text names, else the text. */
export function languageName(text: string): string {
  return findLanguage(text)?.name ?? text
}

function ofTag(tag: string): Language | undefined {
  const locale = localeOf(tag.replaceAll('_', '-'))
  if (locale === undefined) return undefined
  const [written = ''] = tag.split(/[-_]/)
  const entry = byCode.get(written) ?? byCode.get(locale.language)
  return entry && withVariety(entry, locale)
}

/** A script that the language has anyway says nothing, nor does the region XX of mBART. */
function withVariety(entry: Entry, { script, region }: Intl.Locale): Language {
  const usual = new Intl.Locale(entry.code).maximize().script
  const own = script === undefined || script === usual ? [] : [script]
  const place = region === undefined || region === 'XX' ? [] : [region]
  if (own.length + place.length === 0) return entry
  const code = [entry.code, ...own, ...place].join('-')
  const name = new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? entry.name
  const nllb = own.length === 1 && entry.code === 'zh' ? `zho_${own[0]}` : entry.codes.nllb
  return { ...entry, code, name, codes: { ...entry.codes, nllb } }
}

function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag)
  } catch {
    return undefined
  }
}

function fold(text: string): string {
  return text.normalize('NFC').trim().toLowerCase().replaceAll(/\s+/g, ' ')
}

function toEntry(line: string): Entry {
  const [, code = '', iso_639_3 = '', nllb = '', mbart = '', m2m = '', listed = ''] =
    /^(\S+) +(\S+) (\S+) +(\S+) +(\S+) +(.+)$/.exec(line) ?? []
  const names = listed.split('; ')
  const known = (text: string) => (text === '-' ? null : text)
  const codes = { nllb: known(nllb), mbart: known(mbart), m2m: m2m === '-' ? null : (ownM2mCodes[code] ?? code) }
  return { code, iso_639_3, name: names[0] ?? code, names, codes }
}
