/** `npm run pictures`: makes the pictures in docs/images anew, from the local page and of the report's page. */

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { startPagePlayground } from '../fakes/page-playground.ts'
import { answers } from './answers.ts'
import { chromiumPath, openChromium, pictureOf, visit } from './camera.ts'
import { INSPECTOR, inspectorPicture } from './inspector-picture.ts'
import { REPORT, reportPicture } from './report-picture.ts'
import { LARGEST_BYTES, scenes } from './scenes.ts'
import { WEATHER, weatherPicture } from './weather-picture.ts'

const FOLDER = join(import.meta.dirname, '../../docs/images')

/** All scenes on one page, one after the other, so that they look the same each time. */
async function take(browser: Browser): Promise<void> {
  const playground = await startPagePlayground()
  const { discord, claude } = playground
  for (const [question, said] of answers) claude.script(question, said)
  try {
    for (const { name, visitor, margin, play } of scenes) {
      const page = await visit(browser, discord.url, visitor)
      const picture = await pictureOf(page, await play(page), margin)
      await page.context().close()
      for (const [question] of answers) claude.release(question)
      await keep(name, picture)
    }
    await keep(INSPECTOR, await inspectorPicture(browser, discord.url))
    await keep(WEATHER, await weatherPicture(browser, discord.url))
  } finally {
    await playground.close()
  }
}

async function keep(name: string, picture: Buffer): Promise<void> {
  if (picture.length > LARGEST_BYTES)
    throw new Error(`The picture ${name} has ${picture.length} bytes, more than ${LARGEST_BYTES}.`)
  await writeFile(join(FOLDER, `${name}.png`), picture)
  process.stdout.write(`${name}.png: ${Math.ceil(picture.length / 1_000)} KB\n`)
}

const executablePath = chromiumPath(process.env)
if (executablePath === undefined) {
  process.stderr.write(
    'The pictures need Chromium or Chrome, and none was found. Install one, or name it: CHROMIUM=/path/to/chromium npm run pictures\n',
  )
  process.exitCode = 1
} else {
  await mkdir(FOLDER, { recursive: true })
  const browser = await openChromium(executablePath)
  try {
    await keep(REPORT, await reportPicture(browser))
    await take(browser)
  } finally {
    await browser.close()
  }
}
