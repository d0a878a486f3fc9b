/** What a member reads who chooses a model. Part of sentences.ts. */

export const aboutModels = {
  'one model': {
    en: 'This bot has one model: {n}',
    de: 'Dieser Bot hat ein Modell: {n}',
  },
  'usual model': { en: 'default', de: 'voreingestellt' },
  'model haiku': { en: 'fast', de: 'schnell' },
  'model sonnet': { en: 'thorough', de: 'gründlich' },
  'model opus': { en: 'most thorough, slower', de: 'am gründlichsten, langsamer' },
  'no such model': {
    en: 'I cannot ask this model. Choose one of these: {n}.',
    de: 'Dieses Modell kann ich nicht fragen. Wähl eins von diesen: {n}.',
  },
  'help models': {
    en: 'Choose who answers with `model`: {n}',
    de: 'Mit `model` wählst du, wer antwortet: {n}',
  },
} as const
