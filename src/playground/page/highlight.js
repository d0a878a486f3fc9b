/** Colours code a little, by words, strings, numbers and comments; it never changes a character of it. */

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Makes text safe to stand between tags or inside a quoted attribute.
 *
 * @param {string} text
 * @returns {string}
 */
export function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign])
}

const words = (list) => new Set(list.split(' '))

const C_LIKE = words(
  'abstract async await bool boolean break case catch char class const continue default defer delete do double else enum export extends false final finally float fn for from func function go if impl implements import in instanceof int interface let long loop match mod mut namespace new nil null of package private protected pub public readonly return self static string struct super switch this throw trait true try type typeof undefined use using var void where while yield',
)
const PYTHON = words(
  'and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return self True try while with yield',
)
const SHELL = words(
  'case cd do done echo elif else esac exit export fi for function if in local return set source sudo then until while',
)
const SQL = words(
  'add all alter and as asc between by case count create delete desc distinct drop else end exists foreign from group having in index inner insert into is join key left like limit not null on or order outer primary references right select set sum table then union unique update values view when where with',
)
const NONE = new Set()

const slash = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y
const hash = /#[^\n]*/y
const dash = /--[^\n]*|\/\*[^]*?(?:\*\/|$)/y

const family = (names, keywords, comment, ignoreCase = false) =>
  names.split(' ').map((name) => [name, { keywords, comment, ignoreCase }])

const LANGUAGES = new Map([
  ...family(
    'js javascript mjs jsx ts typescript tsx java c cpp c++ h cs csharp go rust rs swift kotlin kt php dart scala',
    C_LIKE,
    slash,
  ),
  ...family('json jsonc json5', words('true false null'), slash),
  ...family('css scss less', NONE, /\/\*[^]*?(?:\*\/|$)/y),
  ...family('py python rb ruby', PYTHON, hash),
  ...family('sh bash shell zsh console dockerfile makefile', SHELL, hash),
  ...family('yaml yml toml ini', words('true false null yes no'), hash),
  ...family('sql postgres mysql sqlite', SQL, dash, true),
])

const STRING = /"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`/y
const NUMBER = /\b(?:0x[\da-f]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\b/iy
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy
const GAP = /\s+/y

/**
 * HTML for `code`. A language that is not known is only escaped.
 *
 * @param {string} code
 * @param {string} language As it stands behind the fence; its case does not matter.
 * @returns {string}
 */
export function highlight(code, language) {
  const name = language.toLowerCase()
  if (name === 'diff') return code.split('\n').map(diffLine).join('\n')
  const rules = LANGUAGES.get(name)
  if (rules === undefined) return escapeHtml(code)
  let html = ''
  let at = 0
  while (at < code.length) {
    const [kind, text] = tokenAt(code, at, rules)
    html += kind === '' ? escapeHtml(text) : `<span class="hl-${kind}">${escapeHtml(text)}</span>`
    at += text.length
  }
  return html
}

function tokenAt(code, at, { keywords, comment, ignoreCase }) {
  const read = (form) => {
    form.lastIndex = at
    return form.exec(code)?.[0]
  }
  const gap = read(GAP)
  if (gap !== undefined) return ['', gap]
  const remark = read(comment)
  if (remark !== undefined) return ['comment', remark]
  const quoted = read(STRING)
  if (quoted !== undefined) return ['string', quoted]
  const word = read(WORD)
  if (word !== undefined) {
    if (keywords.has(ignoreCase ? word.toLowerCase() : word)) return ['keyword', word]
    return [code[at + word.length] === '(' ? 'call' : '', word]
  }
  const digits = read(NUMBER)
  return digits === undefined ? ['', code[at]] : ['number', digits]
}

function diffLine(line) {
  const kind = { '+': 'added', '-': 'removed', '@': 'comment' }[line[0] ?? '']
  return kind === undefined ? escapeHtml(line) : `<span class="hl-${kind}">${escapeHtml(line)}</span>`
}
