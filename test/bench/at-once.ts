/** The bench of "answers at once": what is asked again, a busy stretch, a long thread, and whether to warm up before. */

import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { ask, type Answered } from './asking.ts'
import { doneEvents } from '../workload/done-events.ts'
import { nextSnowflake, nextWord, pause, quantile, type Playground, startPlayground } from './playground.ts'
import { prose } from '../workload/prose.ts'
import { longThread } from './long-thread.ts'
import { mixedWorkload } from './mixed.ts'
import { preWarming } from './pre-warming.ts'
import { cells, ms, percent, ratio, say } from './print.ts'

const PACE = { firstTokenMs: 600, tokensPerSecond: 60 } as const

/** Time is compressed here: a thread's turns of hours come within a minute, so the channel's budget per minute is set to its most. */
const SETTINGS = { CHANNEL_EDITS_PER_MINUTE: '300' }

export async function atOnce(): Promise<void> {
  const events = doneEvents()
  const playground = await startPlayground(SETTINGS, undefined, events.onLog)
  try {
    playground.claude.judgeBy(() => GENERAL, PACE)
    await askedAgain(playground)
    await mixedWorkload(playground, events, PACE)
    await longThread(playground, events)
    await preWarming(playground.claude)
  } finally {
    await playground.close()
  }
}

const QUESTIONS = 24
/** KV has the answer only after the turn, and after Claude's verdict on the question. */
const KEPT_WITHIN_MS = 1_500

/** Each time in another thread of the guild. */
async function askedAgain(playground: Playground): Promise<void> {
  const questions = Array.from({ length: QUESTIONS }, () => {
    const word = nextWord()
    playground.claude.script(word, [{ say: `${prose(400)} end${word}`, ...PACE }])
    return { prompt: `Tell me something about ${word} please`, word }
  })
  const asked = ({ prompt, word }: (typeof questions)[number]): Promise<Answered> =>
    ask(playground, { channel: nextSnowflake(), options: { prompt } }, (text) => text.includes(`end${word}`))
  const fresh: Answered[] = []
  for (let at = 0; at < QUESTIONS; at += 8)
    fresh.push(...(await Promise.all(questions.slice(at, at + 8).map(asked))))
  await pause(KEPT_WITHIN_MS)
  const again: Answered[] = []
  for (const question of [...questions, ...questions]) again.push(await asked(question))
  const crowd: Answered[] = []
  for (const question of questions.slice(0, 6)) {
    crowd.push(...(await Promise.all(Array.from({ length: 20 }, () => asked(question)))))
    await pause(200)
  }
  say(
    '\nA question asked again in another thread, against a new one (Claude: 600 ms, then 60 tokens/s; 400 characters)',
  )
  say(cells('from the interaction', 'words p50', 'p95', 'whole p50', 'p95', 'at once', 'lost'))
  for (const [name, turns] of [
    [`new, 8 at once (${fresh.length})`, fresh],
    [`again, one at a time (${again.length})`, again],
    [`again, 20 at once (${crowd.length})`, crowd],
  ] as const)
    say(
      cells(
        name,
        ...(['firstWordsMs', 'wholeMs'] as const).flatMap((what) =>
          [0.5, 0.95].map((share) => ms(quantile(timesOf(turns, what), share))),
        ),
        percent(turns.filter(({ calls }) => calls === 0).length, turns.length),
        String(turns.filter(({ wholeMs }) => wholeMs === undefined).length),
      ),
    )
  say(
    cells(
      'new against again (p50)',
      ratio(median(fresh, 'firstWordsMs') / median(again, 'firstWordsMs')),
      '',
      ratio(median(fresh, 'wholeMs') / median(again, 'wholeMs')),
    ),
  )
}

const timesOf = (turns: readonly Answered[], what: 'firstWordsMs' | 'wholeMs'): readonly number[] =>
  turns.flatMap((turn) => turn[what] ?? [])

const median = (turns: readonly Answered[], what: 'firstWordsMs' | 'wholeMs'): number =>
  quantile(timesOf(turns, what), 0.5)
