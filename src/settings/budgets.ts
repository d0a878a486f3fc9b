/** The operator's budgets: what the whole bot, a server and a member may spend in a day and in a month. */

/** Undefined where nothing limits it. */
export interface Budget {
  readonly dayUsd?: number | undefined
  readonly monthUsd?: number | undefined
  readonly dayTokens?: number | undefined
  readonly monthTokens?: number | undefined
}

export interface OperatorBudgets {
  /** For all that the bot does. */
  readonly all: Budget
  /** For each server. */
  readonly guild: Budget
  /** For each member, wherever they ask. */
  readonly member: Budget
}

const DOLLARS = /^\d{1,7}(\.\d{1,6})?$/
const TOKENS = /^\d{1,12}$/

const windows = ['DAY', 'MONTH'] as const

/**
 * Reads `BUDGET_DAY_USD`, `BUDGET_GUILD_MONTH_TOKENS` and the like.
 *
 * @param text the value of a variable; empty where there is none
 */
export function readBudgets(text: (name: string) => string): {
  readonly budgets: OperatorBudgets
  readonly problems: readonly string[]
} {
  const problems: string[] = []
  const number = (name: string, shape: RegExp, right: string): number | undefined => {
    const raw = text(name)
    if (raw === '') return undefined
    if (shape.test(raw)) return Number(raw)
    problems.push(`${name} is "${raw.slice(0, 40)}"; it should be ${right}, or empty for no budget.`)
    return undefined
  }
  const budget = (whose: string): Budget => {
    const [dayUsd, monthUsd] = windows.map((window) =>
      number(`BUDGET_${whose}${window}_USD`, DOLLARS, 'dollars such as "5" or "0.50"'),
    )
    const [dayTokens, monthTokens] = windows.map((window) =>
      number(`BUDGET_${whose}${window}_TOKENS`, TOKENS, 'a whole number of tokens such as "2000000"'),
    )
    return { dayUsd, monthUsd, dayTokens, monthTokens }
  }
  return { budgets: { all: budget(''), guild: budget('GUILD_'), member: budget('MEMBER_') }, problems }
}

/** Whether anything is limited. */
export const hasBudget = (...budgets: readonly Budget[]): boolean =>
  budgets.some((budget) => Object.values(budget).some((most) => most !== undefined))
