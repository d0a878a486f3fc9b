/**
 * Keeps texts that ECharts has measured apart from the names of every object. Its library keeps them as keys of a plain object:
 * a label "__proto__" would give all objects of the isolate the fields `prev` and `next`, for every thread in it.
 */

import LRU from 'zrender/lib/core/LRU.js'

// oxlint-disable-next-line typescript/unbound-method -- both are called with `this` below
const { get, put } = LRU.prototype

/** No object has a field that begins so. */
const keyOf = (text: string | number): string => `text ${text}`

let isKept = false

/** Called before the first chart of a process is drawn; later calls do nothing. */
export function keepTextsApart(): void {
  if (isKept) return
  isKept = true
  LRU.prototype.get = function (text) {
    return get.call(this, keyOf(text))
  }
  LRU.prototype.put = function (text, value) {
    return put.call(this, keyOf(text), value)
  }
}
