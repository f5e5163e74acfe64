import { expect, it } from 'vitest'
import { findLanguage, languageName, languages } from './language.ts'
import { translationCall } from './translation-family.ts'

const m2m100 =
  'af am ar ast az ba be bg bn br bs ca ceb cs cy da de el en es et fa ff fi fr fy ga gd gl gu ha he hi hr ht hu hy ' +
  'id ig ilo is it ja jv ka kk km kn ko lb lg ln lo lt lv mg mk ml mn mr ms my ne nl no ns oc or pa pl ps pt ro ru ' +
  'sd si sk sl so sq sr ss su sv sw ta th tl tn tr uk ur uz vi wo xh yi yo zh zu'

it('knows every language of the 100 that M2M-100 translates, and of the 52 of mBART', () => {
  expect(languages.flatMap(({ codes }) => codes.m2m ?? []).toSorted()).toEqual(m2m100.split(' ').toSorted())
  expect(languages.flatMap(({ codes }) => codes.mbart ?? [])).toHaveLength(52)
})

it('finds a language by English name, whatever its case, by codes of two and three letters, and by tags', () => {
  for (const text of ['de', 'DE', 'German', ' german ', 'deu', 'ger', 'de-DE', 'de_DE', 'deu_Latn']) {
    expect(findLanguage(text), text).toMatchObject({ iso_639_3: 'deu', codes: { nllb: 'deu_Latn' } })
  }
  expect(['en', 'fr', 'es', 'ar', 'he', 'iw', 'fil', 'no'].map(languageName)).toEqual([
    'English',
    'French',
    'Spanish',
    'Arabic',
    'Hebrew',
    'Hebrew',
    'Tagalog',
    'Norwegian',
  ])
  expect(['en_XX', 'pt-BR', 'zh-Hant', 'zh_CN'].map(languageName)).toEqual([
    'English',
    'Brazilian Portuguese',
    'Traditional Chinese',
    'Chinese (China)',
  ])
  expect(findLanguage('zh_Hant')?.codes.nllb).toBe('zho_Hant')
})

it.each(['', 'Klingonian', 'x', 'englisch!', '日本語', 'de-'])('knows no language %j', (text) => {
  expect(findLanguage(text)).toBeUndefined()
})

it('tells each language by one name and one code, none of which is another one’s', () => {
  for (const { code, name, iso_639_3 } of languages) {
    expect([findLanguage(code)?.code, findLanguage(name)?.code, findLanguage(iso_639_3)?.code]).toEqual([
      code,
      code,
      code,
    ])
  }
})

it('tells each family of models the languages in its own way', () => {
  const call = (model: string) => translationCall({ model, source_language: 'English', target_language: 'de' })
  const none = { prefix: '', source_code: null, target_code: null }
  expect(call('google/flan-t5-small')).toMatchObject({ prefix: 'translate English to German: ' })
  expect(call('bigscience/mt0-xl')).toMatchObject({ prefix: 'translate English to German: ' })
  expect(call('t5-base')).toMatchObject({ prefix: 'translate English to German: ' })
  expect(call('facebook/m2m100_418M')).toMatchObject({ source_code: 'en', target_code: 'de', prefix: '' })
  expect(call('facebook/nllb-200-distilled-600M')).toMatchObject({ source_code: 'eng_Latn', target_code: 'deu_Latn' })
  expect(call('facebook/mbart-large-50-many-to-many-mmt')).toMatchObject({ source_code: 'en_XX', target_code: 'de_DE' })
  expect(call('Helsinki-NLP/opus-mt')).toMatchObject({ model: 'Helsinki-NLP/opus-mt-en-de', prefix: '>>deu<< ' })
  expect(call('Helsinki-NLP/opus-mt-en-de')).toEqual({ model: 'Helsinki-NLP/opus-mt-en-de', ...none })
  expect(call('Helsinki-NLP/opus-mt-en-gmw')).toMatchObject({ prefix: '>>deu<< ' })
})

it('says so where a model is of no family that is known, or its family does not know a language', () => {
  expect(translationCall({ model: 'gpt-4o', source_language: 'en', target_language: 'de' })).toBeUndefined()
  expect(
    translationCall({ model: 'facebook/m2m100_1.2B', source_language: 'en', target_language: 'te' }),
  ).toBeUndefined()
})
