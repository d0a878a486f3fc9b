/** Which kind of text each sentence about settings is; see sentences.test.ts. */

export const settingsSentences = {
  'settings are no object': 'sentence',
  'setting unknown': 'sentence',
  'setting no flag': 'sentence',
  'setting no text': 'sentence',
  'setting too long': 'sentence',
  'setting no choice': 'sentence',
  'setting no number': 'sentence',
  'setting no model': 'sentence',
  'setting no id': 'sentence',
  'setting no lists': 'sentence',
  'setting list too long': 'sentence',
  'setting no pause': 'sentence',
  'setting no budget': 'sentence',
  'setting no zone': 'sentence',
} as const
