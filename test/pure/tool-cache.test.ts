import { expect, test } from 'vitest'
import { toolCache } from '../../src/converse/tools/tool-cache.ts'

test('what was kept is found, and the figures say so', () => {
  const cache = toolCache()
  expect(cache.find('ls')).toBeUndefined()
  cache.keep('ls', 'a.txt')
  expect(cache.find('ls')).toBe('a.txt')
  expect(cache.figures()).toEqual({ asked: 2, hits: 1 })
})

test('an empty answer is an answer', () => {
  const cache = toolCache()
  cache.keep('true', '')
  expect(cache.find('true')).toBe('')
})

test('the least recently used goes first', () => {
  const cache = toolCache()
  for (let n = 0; n < 64; n += 1) cache.keep(`${n}`, 'x')
  cache.find('0')
  cache.keep('new', 'x')
  expect(cache.find('0')).toBe('x')
  expect(cache.find('1')).toBeUndefined()
  expect(cache.find('new')).toBe('x')
})

test('long results take the room of many', () => {
  const cache = toolCache()
  for (let n = 0; n < 20; n += 1) cache.keep(`${n}`, 'x'.repeat(20_000))
  expect(cache.find('5')).toBeUndefined()
  expect(cache.find('19')).toHaveLength(20_000)
  expect(cache.find('10')).toHaveLength(20_000)
})

test('a result too long for the cache leaves it empty, and usable', () => {
  const cache = toolCache()
  cache.keep('big', 'x'.repeat(300_000))
  expect(cache.find('big')).toBeUndefined()
  cache.keep('small', 'x')
  expect(cache.find('small')).toBe('x')
})

test('keeping the same again takes no more room', () => {
  const cache = toolCache()
  for (let n = 0; n < 100; n += 1) cache.keep('same', 'x'.repeat(20_000))
  cache.keep('other', 'y')
  expect(cache.find('same')).toHaveLength(20_000)
})
