/** Characters on either side of a boundary that decide about it. */
export const reach = 200

/** Words whose full stop ends no sentence, without the stop, in lower case. */
const abbreviations = new Set(
  `mr mrs ms mx dr prof st sr jr messrs mme mlle rev hon gen col lt sgt capt cmdr gov sen rep pres supt
   vs e.g i.e cf ca approx al dept univ
   z.b d.h u.a bzw usw evtl ggf inkl hr fr sra srta ud uds dña`.split(/\s+/),
)

/** Words whose full stop ends no sentence when a number follows. */
const beforeNumbers = new Set(
  `no nos nr vol fig figs p pp pg ch sec art op abs núm pág
   jan feb mar apr jun jul aug sep sept oct nov dec`.split(/\s+/),
)

const lastWord = /([\p{L}\p{M}][\p{L}\p{M}.]*)\.\s*$/u
const listNumber = /^\s*\p{N}{1,3}[.)]\s*$/u
const startsWithNumber = /^\s*\p{N}/u
const startsLower = /^[\p{Ps}\p{Pi}"'\s]*\p{Ll}/u
const lineBreakAtEnd = /[\n\r\u0085\u2028\u2029]\s*$/u
const sentenceEnd = /[.!?…。！？।؟][\p{Pe}\p{Pf}"'\s]*$/u

/** A line of this many characters was wrapped; a shorter one is a heading, an entry of a list, or a line of speech. */
const wrappedLine = 50

/** Whether a sentence goes on after a boundary, judging by the text around it and not by the next letter's case. */
export function goesOn(end: string, next: string): boolean {
  if (end.trim() === '') return true
  if (next.trim() === '') return false
  if (lineBreakAtEnd.test(end)) return isWrapped(end)
  return listNumber.test(end) || endsInAbbreviation(end, next)
}

/** Whether a sentence goes on in lower case on the same line, as after a quotation. */
export function goesOnInLowerCase(end: string, next: string): boolean {
  return !lineBreakAtEnd.test(end) && startsLower.test(next)
}

function isWrapped(end: string): boolean {
  const trimmed = end.trimEnd()
  const breaks = end.slice(trimmed.length).match(/\r\n|[\n\r\u0085\u2028\u2029]/gu)?.length ?? 0
  const lastLine = trimmed.slice(Math.max(trimmed.lastIndexOf('\n'), trimmed.lastIndexOf('\r')) + 1)
  return breaks === 1 && lastLine.length >= wrappedLine && !sentenceEnd.test(trimmed)
}

function endsInAbbreviation(end: string, next: string): boolean {
  const word = lastWord.exec(end)?.[1]
  if (word === undefined) return false
  const lower = word.toLowerCase()
  return abbreviations.has(lower) || isInitial(word) || (beforeNumbers.has(lower) && startsWithNumber.test(next))
}

/** `J` in "J. K. Rowling"; not `U.S`, which ends sentences as often as not. */
function isInitial(word: string): boolean {
  return /^\p{Lu}$/u.test(word) && word !== 'I'
}
