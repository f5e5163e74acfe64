import { findLanguage, type Language } from './language.ts'

/** How a translation model is to be told between which languages it translates. */
export interface TranslationCall {
  /** The model to load: that of the pair, where a family has one for each. */
  readonly model: string
  /** What stands before each text; empty: nothing. */
  readonly prefix: string
  /** What the tokenizer calls the languages; null: it is not told. */
  readonly source_code: string | null
  readonly target_code: string | null
}

interface Pair {
  readonly model: string
  readonly source: Language
  readonly target: Language
}

interface Family {
  readonly name: string
  readonly models: RegExp
  /** Undefined: the family does not know one of the languages. */
  call(pair: Pair): TranslationCall | undefined
}

/** How each family of sequence-to-sequence models takes languages. */
const families: readonly Family[] = [
  { name: 'T5', models: /(^|\/)(flan-)?(m?t5|mt0)(-|$)/i, call: byPrefix },
  { name: 'M2M-100', models: /m2m[-_]?100/i, call: byCodes('m2m') },
  { name: 'NLLB', models: /nllb/i, call: byCodes('nllb') },
  { name: 'mBART', models: /mbart/i, call: byCodes('mbart') },
  { name: 'MarianMT', models: /opus-mt/i, call: byPair },
]

/**
 * How to call a translation model, by the family that its name tells. Undefined: it is of no family that is known, or
 * the family does not know one of the languages.
 *
 * @example
 * const languages = { source_language: 'en', target_language: 'German' }
 * translationCall({ model: 'Helsinki-NLP/opus-mt', ...languages })?.model // 'Helsinki-NLP/opus-mt-en-de'
 */
export function translationCall(named: {
  readonly model: string
  readonly source_language: string
  readonly target_language: string
}): TranslationCall | undefined {
  const family = families.find(({ models }) => models.test(named.model))
  const [source, target] = [findLanguage(named.source_language), findLanguage(named.target_language)]
  return family && source && target && family.call({ model: named.model, source, target })
}

/** The family of translation models that a name tells; undefined: none. */
export function translationFamily(model: string): string | undefined {
  return families.find(({ models }) => models.test(model))?.name
}

function byPrefix({ model, source, target }: Pair): TranslationCall {
  const prefix = `translate ${source.name} to ${target.name}: `
  return { model, prefix, source_code: null, target_code: null }
}

function byCodes(family: keyof Language['codes']): Family['call'] {
  return ({ model, source, target }) => {
    const [source_code, target_code] = [source.codes[family], target.codes[family]]
    return source_code === null || target_code === null ? undefined : { model, prefix: '', source_code, target_code }
  }
}

/** The bare name of the family stands for the model of the pair; one for several targets is told which. */
function byPair({ model, source, target }: Pair): TranslationCall {
  const [from, to] = [base(source), base(target)]
  const prefix = `>>${target.iso_639_3}<< `
  if (/opus-mt$/i.test(model)) return { model: `${model}-${from}-${to}`, prefix, source_code: null, target_code: null }
  const isForOne = new RegExp(`-${to}$`, 'i').test(model)
  return { model, prefix: isForOne ? '' : prefix, source_code: null, target_code: null }
}

function base({ code }: Language): string {
  return code.split('-')[0] ?? code
}
