/** What a member reads of budgets: that one is used up, or nearly. Part of sentences.ts. */

export const aboutBudgets = {
  'budget of bot': {
    en: 'This bot has used up its budget. It answers again after <t:{n}:f>. Saved answers still work.',
    de: 'Dieser Bot hat sein Budget aufgebraucht. Er antwortet wieder ab <t:{n}:f>. Gespeicherte Antworten gibt es weiterhin.',
  },
  'budget of server': {
    en: 'This server has used up its budget. I answer here again after <t:{n}:f>. Saved answers still work.',
    de: 'Dieser Server hat sein Budget aufgebraucht. Hier antworte ich wieder ab <t:{n}:f>. Gespeicherte Antworten gibt es weiterhin.',
  },
  'budget of member': {
    en: 'You have used up your budget. I answer you again after <t:{n}:f>. Saved answers still work.',
    de: 'Du hast dein Budget aufgebraucht. Ich antworte dir wieder ab <t:{n}:f>. Gespeicherte Antworten gibt es weiterhin.',
  },
  'budget unknown': {
    en: 'I could not check the budget, so I did not ask Claude. Please ask again in a minute.',
    de: 'Ich konnte das Budget nicht prüfen und habe Claude deshalb nicht gefragt. Bitte frag in einer Minute noch einmal.',
  },
  'server budget near': {
    en: 'This server has used 80 % of its budget. It is renewed <t:{n}:R>.',
    de: 'Dieser Server hat 80 % seines Budgets verbraucht. Es wird <t:{n}:R> erneuert.',
  },
  'member budget near': {
    en: 'You have used 80 % of your budget. It is renewed <t:{n}:R>.',
    de: 'Du hast 80 % deines Budgets verbraucht. Es wird <t:{n}:R> erneuert.',
  },
} as const
