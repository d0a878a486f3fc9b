/** The words of the local Claude that show its own tools, and a conversation that grows until the bot summarises it. */

import { describe, expect, test } from 'vitest'
import { webTools } from '../../src/converse/claude/server-tools.ts'
import { toolDefinitions } from '../../src/converse/tools/table.ts'
import { sourcesOf } from '../../src/converse/turn/sources.ts'
import type { Json } from '../../src/json.ts'
import { talk } from '../../src/playground/claude/canned-replies.ts'
import { timesMore } from '../../src/playground/claude/canned-summary.ts'
import { isBlock, type Message } from '../../src/playground/claude/content.ts'
import { useCache } from '../../src/playground/claude/prompt-cache.ts'
import { replyTo } from '../../src/playground/claude/reply.ts'
import { checkRequest } from '../../src/playground/claude/rules.ts'
import { contentOf } from '../../src/playground/claude/wire.ts'

const MODEL = 'claude-haiku-5-5'

function asked(messages: readonly Json[]) {
  const tools = [...toolDefinitions(), ...webTools]
  const checked = checkRequest({ model: MODEL, max_tokens: 4_096, stream: true, tools, messages }, new Set())
  if (!checked.ok) throw new Error(checked.problem.message)
  const { request } = checked
  const answer = talk(request.messages, request.system, request.tools, undefined, MODEL)
  if (!('say' in answer)) throw new Error('it says nothing')
  return {
    answer,
    content: contentOf(replyTo(request, answer, useCache(new Map(), request, 0), messages.length)),
  }
}

const web = (content: string) => asked([{ role: 'user', content }])

describe('web', () => {
  test('searches, reads a page, and cites both pages', () => {
    const { answer, content } = web('web')
    expect(answer.servers).toMatchObject([{ search: 'lighthouses' }, { fetch: expect.any(String) }])
    expect(content.map(({ type }) => type)).toEqual([
      'text',
      'server_tool_use',
      'web_search_tool_result',
      'server_tool_use',
      'web_fetch_tool_result',
      'text',
    ])
    expect(sourcesOf(content.filter(isBlock)).map(({ title }) => title)).toEqual([
      'How a lighthouse is told from another',
      'Lenses of lighthouses',
    ])
    expect(answer.say).toContain('made up')
  })

  test('searches for what stands behind it, as in the example of /help', () => {
    expect(web('Search the web: what is in the news today?').answer.servers).toMatchObject([
      { search: 'what is in the news today?' },
      {},
    ])
    expect(web('Such im Web: Was steht heute in den Nachrichten?').answer.say).toContain('erfunden')
  })

  test('is a word like any other where the tools are not given', () => {
    expect(talk([{ role: 'user', content: [{ type: 'text', text: 'web' }] }], [], [])).not.toHaveProperty(
      'servers',
    )
  })
})

describe('summary', () => {
  /** As long as what the three lists print. */
  const LIST = '1000\n'.repeat(3_120)
  const said = (times: number, word = 'summary'): string => {
    const messages: Json[] = []
    for (let n = 0; n < times; n += 1) {
      messages.push({ role: 'user', content: word })
      const { content } = asked(messages)
      const uses = content.filter(({ type }) => type === 'tool_use')
      expect(uses).toHaveLength(3)
      messages.push(
        { role: 'assistant', content },
        {
          role: 'user',
          content: uses.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: LIST })),
        },
      )
      const end = asked(messages)
      if (n === times - 1) return end.answer.say
      messages.push({ role: 'assistant', content: end.content })
    }
    return ''
  }

  test('says how many more times, and then that it is enough', () => {
    expect(said(1)).toContain('Ask `summary` at most **5 more times**')
    expect(said(5)).toContain('**1 more time**')
    expect(said(6)).toContain('after this answer the bot summarises its beginning')
  })

  test('answers in German where it is asked so', () => {
    expect(said(1, 'Zusammenfassung')).toContain('**noch 5-mal**')
  })

  test('a model with a smaller budget is there sooner', () => {
    const turns: Message[] = [{ role: 'user', content: [{ type: 'text', text: LIST.repeat(3) }] }]
    expect(timesMore(turns, 'claude-sonnet-5-5')).toBeLessThan(timesMore(turns, MODEL))
  })

  test('a conversation that begins with a summary is told to', () => {
    const text = '[summary 482715]\nThey said much.\n[end of summary 482715]\n\nsummary'
    const messages = [{ role: 'user', content: text }]
    const { content } = asked(messages)
    const results = content
      .filter(({ type }) => type === 'tool_use')
      .map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: LIST }))
    expect(
      asked([...messages, { role: 'assistant', content }, { role: 'user', content: results }]).answer.say,
    ).toContain('**only a summary**')
  })
})
