/** What the doctor finds: each finding says in one sentence what is wrong, and in one what would be right. */

export interface Finding {
  /** An error keeps the bot from working or from being deployed; a warning does not. */
  readonly level: 'error' | 'warning'
  /** Where it was found, such as "wrangler.toml" or "Discord". Findings are shown by it. */
  readonly at: string
  readonly wrong: string
  readonly cure: string
}

/** What was found, and what was looked at, in the order in which it is told. */
export interface Looked {
  readonly looked: readonly string[]
  readonly findings: readonly Finding[]
}

export const error = (at: string, wrong: string, cure: string): Finding => ({
  level: 'error',
  at,
  wrong,
  cure,
})

export const warning = (at: string, wrong: string, cure: string): Finding => ({
  level: 'warning',
  at,
  wrong,
  cure,
})

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some(({ level }) => level === 'error')

/** "2 errors, 1 warning" */
export function countOf(findings: readonly Finding[]): string {
  const counted = (level: Finding['level']): string => {
    const count = findings.filter((one) => one.level === level).length
    return `${count} ${level}${count === 1 ? '' : 's'}`
  }
  return `${counted('error')}, ${counted('warning')}`
}

/**
 * The findings as an operator reads them.
 *
 * @param looked what was looked at, in order; where nothing was found, that is said
 */
export function told(looked: readonly string[], findings: readonly Finding[]): string {
  const lines = looked.flatMap((at) => {
    const here = findings.filter((one) => one.at === at)
    if (here.length === 0) return [`✓ ${at}`]
    return [
      `${hasErrors(here) ? '✗' : '!'} ${at}`,
      ...here.flatMap(({ level, wrong, cure }) => [`  ${level}: ${wrong}`, `    → ${cure}`]),
    ]
  })
  return [...lines, '', findings.length === 0 ? 'All is well.' : countOf(findings)].join('\n')
}
