/** The kinds of characters around a delimiter, by which it opens a mark, closes one or is a plain sign. */
import { UNSPACED } from '../../scripts.ts'

export const isSpace = (char: string): boolean => /\s/.test(char)
export const isPunctuation = (char: string): boolean => /[\p{P}\p{S}]/u.test(char)
/** Scripts without spaces between words, and Korean, whose particles follow a mark directly. */
export const isSpaceless = (char: string): boolean => UNSPACED.test(char) || /[\p{sc=Hangul}ー]/u.test(char)
export const isSoft = (char: string): boolean => isSpace(char) || isPunctuation(char) || isSpaceless(char)
/** What a sign is glued to when it is an operator: a letter, a digit, a closing bracket. */
export const isGlue = (char: string): boolean => /[\p{L}\p{N})\]]/u.test(char) && !isSpaceless(char)
