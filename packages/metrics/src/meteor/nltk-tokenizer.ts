import { whiteSpace, wordEnd, wordStart } from '../text/python-word.ts'
import { splitWords } from '../text/white-space.ts'

/** A pattern and its replacement; where `needs` is given, texts without it are left alone at once. */
type Rewrite = readonly [pattern: RegExp, replacement: string, needs?: string]

/**
 * nltk runs all patterns but the contractions in an engine with another idea of words and white space than Python's.
 */
const letter = String.raw`[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]`
const blank = String.raw`[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`
const blankCharacter = new RegExp(blank)

const startingQuotes: readonly Rewrite[] = [
  [/[«“‘„]|`+/g, ' $& '],
  [/^"/, '``', '"'],
  [/``/g, ' $& ', '``'],
  [/([ ([{<])(?:"|'')/g, '$1 `` '],
  [new RegExp(`(?<!${letter})'(?!(?:re|ve|ll|m|t|s|d|n)(?!${letter}))(?=${letter})`, 'giu'), "' ", "'"],
]

const punctuation: readonly Rewrite[] = [
  [/([:,])(\P{Nd})/gu, ' $1 $2'],
  [/[:,](?=\n?$)/g, ' $& '],
  [/\.{2,}/g, ' $& ', '..'],
  [/[;@#$%&]/g, ' $& '],
  [/[\u2012-\u2015]/g, ' $& '],
  [/[?!]/g, ' $& '],
  [/([^'])' /gu, "$1 ' ", "' "],
  [/\*/g, ' $& ', '*'],
  [/[\][(){}<>]/g, ' $& '],
  [/--/g, ' -- ', '--'],
]

const closingMarks = `])}>"'»”’ `

const endingQuotes: readonly Rewrite[] = [
  [/[»”’]/g, ' $& '],
  [/''/g, " '' ", "''"],
  [/"/g, " '' ", '"'],
  [new RegExp(`${blank}+`, 'g'), ' '],
  [/([^' ])('[sS]|'[mM]|'[dD]|') /gu, '$1 $2 ', "'"],
  [/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /gu, '$1 $2 ', "'"],
]

/**
 * A pattern for letters of either case as Python has them: İ and ı are an i, ſ is an s. The flag would also take
 * U+0345, a mark whose capital is a letter, for one.
 */
function anyCase(letters: string): string {
  const others = new Map([
    ['i', 'ıİ'],
    ['s', 'ſ'],
  ])
  return letters.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}${others.get(letter) ?? ''}]`)
}

/** What the contractions are looked for in. */
export const contracted = new RegExp(anyCase("cannot|d'ye|gimme|gonna|gotta|lemme|more'n|wanna|'tis|'twas"), 'u')

function contraction(first: string, second: string, { before = wordStart, after = wordEnd } = {}): Rewrite {
  return [new RegExp(`${before}(${anyCase(first)})(${anyCase(second)})${after}`, 'gu'), ' $1 $2 ']
}

const contractions: readonly Rewrite[] = [
  contraction('can', 'not'),
  contraction('d', "'ye"),
  contraction('gim|lem', 'me'),
  contraction('gon', 'na'),
  contraction('got', 'ta'),
  contraction('more', "'n"),
  contraction('wan', 'na', { after: `(?=${whiteSpace})` }),
  contraction("'t", 'is|was', { before: ' ' }),
]

/**
 * The tokens of nltk's `NLTKWordTokenizer`, without splitting into sentences: Penn Treebank style, quotes rewritten.
 */
export function nltkTokens(text: string): string[] {
  const quoted = rewrite(text, startingQuotes)
  const line = ` ${rewrite(finalPeriod(quoted), punctuation)} `
  const tokens = rewrite(line, endingQuotes)
  return splitWords(contracted.test(tokens) ? rewrite(tokens, contractions) : tokens)
}

function rewrite(text: string, rewrites: readonly Rewrite[]): string {
  let line = text
  for (const [pattern, replacement, needs] of rewrites) {
    if (needs === undefined || line.includes(needs)) line = line.replace(pattern, replacement)
  }
  return line
}

/** Sets the last full stop apart if only closing marks follow it and no full stop stands before; found from the end. */
function finalPeriod(text: string): string {
  let end = text.length
  while (end > 0 && blankCharacter.test(text.charAt(end - 1))) end--
  while (end > 0 && closingMarks.includes(text.charAt(end - 1))) end--
  const at = end - 1
  if (at < 1 || text[at] !== '.' || text[at - 1] === '.') return text
  return `${text.slice(0, at)} . ${text.slice(at + 1)} `
}
