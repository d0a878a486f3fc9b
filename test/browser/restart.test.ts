/** `npm start` is ended and started again, and the page that stayed open shows and knows what it did before. */

import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { KEPT } from '../../src/playground/discord/keeper.ts'
import { freePort, type StartedPlayground, startedPlayground } from '../fakes/started-playground.ts'
import { ask, over, readIn } from './asking.ts'
import { findings } from './findings.ts'
import { noBrowser, useBrowser, visit } from './visit.ts'

useBrowser()

async function start(port: number, data: string): Promise<StartedPlayground> {
  const started = await startedPlayground(port, data)
  onTestFinished(() => started.end('SIGKILL'))
  return started
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'restart-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What is shown is written down a moment later. */
const keptIn = (data: string): string => readFileSync(join(data, KEPT), 'utf8')

const members = (page: Page): Promise<string[]> => page.locator('#members .member').allInnerTexts()

/** `gone` resolves when the runtime that Discord posts to has ended. */
async function goneAt(address: string): Promise<{ readonly gone: Promise<unknown> }> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  // A runtime that is killed resets the connection.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return { gone: once(socket, 'close') }
}

test.skipIf(noBrowser).each(['SIGTERM', 'SIGKILL'] as const)(
  'after %s in the middle of an answer and a new start everything is there, and the answer goes on',
  async (signal) => {
    const [port, data] = [await freePort(), newFolder()]
    const first = await start(port, data)
    const page = await visit(`${first.url}/?as=ada#random`)
    const told = await ask(page, 'my name is Robin')
    await over(told)
    const [id, said, people] = [await told.getAttribute('data-id'), await readIn(told), await members(page)]
    const growing = await ask(page, 'slow')
    await expect.poll(() => /> slow[^"]*▌/.test(keptIn(data))).toBe(true)
    const slow = await growing.getAttribute('data-id')

    const runtime = await goneAt(first.botUrl)
    await first.end(signal)
    await page.locator('#lost').waitFor()
    await runtime.gone

    await start(port, data)
    await page.locator('#lost').waitFor({ state: 'hidden' })
    expect([await told.getAttribute('data-id'), await readIn(told)]).toEqual([id, said])
    expect(people.length).toBeGreaterThan(4)
    expect(await members(page)).toEqual(people)
    await over(growing)
    // On a slow machine a message below it tells Ada that it is done.
    expect(await growing.first().getAttribute('data-id')).toBe(slow)
    const asked = await ask(page, 'what is my name?')
    await over(asked)
    expect(await readIn(asked)).toContain('Robin')
    expect(await findings(page)).toEqual([])
  },
)
