/**
 * Keeps what the Worker logs in a worker test, and fails the test for a bug or a secret in it.
 *
 * Nothing is printed: the Worker shares the test's isolate, and a line that one of its objects prints while the test
 * ends is sent over the test's connection by the wrong object, after which the end of the file is waited for in vain.
 */

import { afterEach } from 'vitest'

const lines: string[] = []

for (const level of ['log', 'info', 'debug', 'warn', 'error'] as const) {
  console[level] = (...values: readonly unknown[]): void => {
    lines.push(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '))
  }
}

/** What has been logged since this test began. */
export const written = (): readonly string[] => lines

/** Tokens begin like this (base64 of "interaction:"), keys like that; then the bot's token, the one of an MCP server, and addresses. */
const secret =
  /aW50ZXJhY3Rpb246|sk-ant-|bot-token-of-the-playground|token-of-the-docs|webhooks\/\d+\/|ephemeral-attachments/

afterEach(() => {
  const wrong = lines.splice(0).filter((line) => /"evt":"(turn|front)\.bug"/.test(line) || secret.test(line))
  if (wrong.length > 0) throw new Error(`This should never be logged:\n${wrong.join('\n')}`)
})
