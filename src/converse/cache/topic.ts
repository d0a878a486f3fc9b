/** Whether a question is about what was just talked about, and may mean something narrower there. */

/** Shorter words are in every other sentence, in most languages. */
const LETTERS = 5

/** Words are the same if they begin the same: most endings of languages with endings come after that. */
const STEM = 5

/** Of scripts that put no spaces between words, in which a run of letters is no word. */
const WITHOUT_SPACES =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u

/** From this share of the question's words on, it is about the same thing. */
const OVERLAP = 1 / 3

/**
 * "What is a monad?" after a talk about Haskell is about Haskell's. True as well where nothing can be told: for a question
 * of short words, or in a script without spaces.
 *
 * @param messages the last ones, as they were said
 */
export function sharesTopic(question: string, messages: readonly string[]): boolean {
  const said = new Set(messages.flatMap(stems))
  const own = stems(question)
  return own.length === 0 || own.filter((stem) => said.has(stem)).length >= own.length * OVERLAP
}

const stems = (text: string): readonly string[] =>
  Array.from(
    text
      .normalize('NFKC')
      .toLowerCase()
      .matchAll(/[\p{L}\p{M}\p{N}]+/gu),
    ([word]) => word,
  )
    .filter((word) => word.length >= LETTERS && !WITHOUT_SPACES.test(word))
    .map((word) => word.slice(0, STEM))
