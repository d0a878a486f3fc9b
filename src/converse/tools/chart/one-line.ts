/** Makes a text of Claude's fit for a picture: on one line, without what cannot be seen, and not too long. */

/** At most `most` code points, with an ellipsis where some are missing. */
export function oneLine(raw: string, most: number): string {
  // Cut before it is cleaned: what is meant for a label may be a whole file.
  const text = raw
    .slice(0, 8 * most)
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    // But for U+200D and U+FE0F, which emoji are joined with.
    .replaceAll(/(?!\u200d|\ufe0f)[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .trim()
  const letters = Array.from(text)
  return letters.length <= most
    ? text
    : `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}
