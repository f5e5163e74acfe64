const invisible = /\p{Default_Ignorable_Code_Point}/u

// letters that are joined to those beside them, and the marks that take the vowel from a letter
const joined = String.raw`[[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}]&&\p{L}]`
const virama = String.raw`[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1b44\ua953]`

// where text looks otherwise with such a character: emoji, the joiners of RFC 5892 (appendix A), variants of letters
const seen = [
  String.raw`\p{RGI_Emoji}`,
  String.raw`\p{Extended_Pictographic}[\ufe0e\ufe0f]`,
  String.raw`(?<=${joined}\p{M}*)\u200c(?=${joined})`,
  String.raw`(?<=${virama})[\u200c\u200d]`,
  String.raw`[\u200c\u200d](?=${virama})`,
  String.raw`(?<=\p{Script=Han})[\ufe00-\ufe02\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=[\p{Script=Mongolian}&&\p{L}])[\u180b-\u180d\u180f]`,
  String.raw`(?<=[\p{Script=Mongolian}&&\p{L}])\u180e(?=[\p{Script=Mongolian}&&\p{L}])`,
]
const visible = new RegExp(seen.join('|'), 'gv')

/** Whether a text looks as it would without one of its characters. */
export function hasInvisibleCharacter(text: string): boolean {
  return invisible.test(text) && invisible.test(text.replaceAll(visible, ''))
}
