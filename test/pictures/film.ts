/** `npm run film`: films the local page in real time, and keeps the film and a still picture of it in docs/images. */

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { startPagePlayground } from '../fakes/page-playground.ts'
import { filmedAnswers } from './answers.ts'
import { chromiumPath, openChromium, visit } from './camera.ts'
import { FILM, FRAME_MS, framesOf, LARGEST_FILM_BYTES, type Shot } from './film-frames.ts'
import { playFilm } from './film-scene.ts'
import { hideMotion } from './in-the-page.js'

const FOLDER = join(import.meta.dirname, '../../docs/images')
/** It rests after that, on its last frame: nobody has to read beside a picture that never stops. */
const TIMES_PLAYED = 2

/** Whatever the page shows from now on, with its time, as Chromium paints it. */
async function film(page: Page, shots: Shot[]): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  session.on('Page.screencastFrame', ({ data, sessionId, metadata }) => {
    shots.push({ at: (metadata.timestamp ?? Date.now() / 1_000) * 1_000, png: Buffer.from(data, 'base64') })
    // The page may be gone before the last of them.
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined)
  })
  await session.send('Page.startScreencast', { format: 'png' })
  return async () => {
    await session.send('Page.stopScreencast')
  }
}

async function take(executablePath: string): Promise<void> {
  const playground = await startPagePlayground()
  const browser = await openChromium(executablePath)
  try {
    for (const [question, said] of filmedAnswers) playground.claude.script(question, said)
    const page = await visit(browser, playground.discord.url, {
      member: 'Ada',
      width: 880,
      height: 560,
      scale: 1,
    })
    await page.evaluate(hideMotion)
    const shots: Shot[] = []
    const stop = await film(page, shots)
    const begun = Date.now()
    const stillAt = await playFilm(page)
    await stop()
    await keep(shots, begun, Date.now(), stillAt)
  } finally {
    await browser.close()
    await playground.close()
  }
}

async function keep(shots: readonly Shot[], from: number, to: number, stillAt: number): Promise<void> {
  const frames = framesOf(shots, from, to)
  const whole = await sharp(
    frames.map(({ png }) => png),
    { join: { animated: true } },
  )
    .webp({
      delay: frames.map(({ ms }) => ms),
      loop: TIMES_PLAYED,
      lossless: true,
      effort: 6,
      minSize: true,
    })
    .toBuffer()
  if (whole.length > LARGEST_FILM_BYTES)
    throw new Error(`The film has ${whole.length} bytes, more than ${LARGEST_FILM_BYTES}.`)
  await writeFile(join(FOLDER, `${FILM}.webp`), whole)
  const still = framesOf(shots, from, stillAt).at(-1)
  if (still !== undefined)
    await writeFile(
      join(FOLDER, `${FILM}-still.webp`),
      await sharp(still.png).webp({ lossless: true }).toBuffer(),
    )
  const seconds = frames.reduce((sum, { ms }) => sum + ms, 0) / 1_000
  process.stdout.write(
    `${FILM}.webp: ${Math.ceil(whole.length / 1_000)} KB, ${seconds} s, ${frames.length} frames on a grid of ${FRAME_MS} ms\n`,
  )
}

const executablePath = chromiumPath(process.env)
if (executablePath === undefined) {
  process.stderr.write(
    'The film needs Chromium or Chrome. Install one, or name it: CHROMIUM=/path npm run film\n',
  )
  process.exitCode = 1
} else await take(executablePath)
