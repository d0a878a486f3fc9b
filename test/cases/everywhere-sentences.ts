/** What kind of text each sentence about `/forget` with `everywhere` is. */

export const everywhereSentences = {
  'forget everywhere': 'sentence',
  'goes conversations': 'status line',
  'goes of all': 'status line',
  'goes private': 'status line',
  'goes saved everywhere': 'status line',
  'goes spent': 'status line',
  'stays of others': 'sentence',
  'forgetting still': 'status line',
  'forgotten everywhere': 'status line',
  'forgetting on': 'sentence',
  'forgetting slowly': 'sentence',
} as const
