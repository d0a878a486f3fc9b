/** Text for answers: prose in which every word can be told apart, and prose with blocks of code. */

const SENTENCES = [
  'The answer grows while it is read, and the last word arrives with the rest.',
  'A page that is full stays as it is, and the next one goes on from there.',
  'Nobody waits for a timer; the words come as soon as there is room for them.',
  'What was said stays said, however often the line breaks in between.',
]

/** Plain prose of about so many characters, every word of it told apart by a number now and then. */
export function prose(characters: number): string {
  let text = ''
  for (let n = 0; text.length < characters; n += 1) {
    text += `${n}: ${SENTENCES[n % SENTENCES.length] ?? ''}${n % 4 === 3 ? '\n\n' : ' '}`
  }
  return text.slice(0, characters).trimEnd()
}

/** About so many characters with `blocks` fenced blocks of code in them. */
export function codeProse(characters: number, blocks: number): string {
  const each = Math.floor(characters / blocks)
  const part = (n: number): string => {
    const code = Array.from(
      { length: 8 },
      (_, line) => `const value${n}_${line} = compute(${line}, "${n}")`,
    ).join('\n')
    const fenced = `\n\n\`\`\`js\n${code}\n\`\`\`\n\n`
    return prose(Math.max(20, each - fenced.length)) + fenced
  }
  return Array.from({ length: blocks }, (_, n) => part(n))
    .join('')
    .trim()
}
