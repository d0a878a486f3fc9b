/** The place in a page that a table of the comparison stands in. */

const BEGIN = '<!-- made by npm run charts -->'
const END = '<!-- end -->'

/** The page with this in that place. Throws where there is no such place. */
export function inPage(page: string, made: string): string {
  const [before, rest, ...more] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`The page needs one ${BEGIN} and one ${END} after it.`)
  return `${before}${BEGIN}\n\n${made}\n\n${END}${after}`
}
