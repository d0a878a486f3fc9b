/** Tells special names such as Python's `__init__` from underlined text, which is written the same way. */
import { emit } from './scan.ts'
import type { Scan } from './scan.ts'

/** A name with its underscores, which Discord would take for marks. */
export function specialName(scan: Scan, at: number): number | undefined {
  const name = specialNameAt(scan.source, at)
  if (name === undefined || scan.inside !== undefined) return undefined
  return emit(scan, 'word', at, at + name.length, name.replaceAll('_', '\\_'), 'plain sign')
}

/** The special names of Python (Data model, 3.3) and those of C, PHP and JavaScript that people write about. */
const names = new Set(
  (
    'abs add aenter aexit aiter all and anext annotations await bases bool buffer builtins bytes call ceil class ' +
    'closure code complex contains context debug defaults del delattr delete delitem dict dir div divmod doc enter ' +
    'eq exit file float floor floordiv format func future ge get getattr getattribute getitem getstate globals gt ' +
    'hash iadd iand import index init int invert iter le len loader lshift lt main match matmul missing mod module ' +
    'mro mul name ne neg new next or package path pos post pow prepare qualname radd reduce repr reversed round ' +
    'rshift self set setattr setitem setstate sizeof slots spec str sub subclasses truediv trunc version ' +
    'warningregistry weakref xor proto dirname filename construct destruct invoke typename'
  ).split(' '),
)

/** The name at `at` with its underscores, if it is one and not underlined text. */
function specialNameAt(source: string, at: number): string | undefined {
  const form = /__([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)__(?![A-Za-z0-9_])/y
  form.lastIndex = at
  const found = form.exec(source)
  if (found === null || found[0].length > 60 || /\w/.test(source.charAt(at - 1))) return undefined
  const [whole, name = ''] = found
  const touchesCode =
    source.charAt(at - 1) === '.' ||
    /^(?:\.\w|[([](?:[\w)]|$))/.test(source.slice(at + whole.length, at + whole.length + 2))
  return touchesCode || name.includes('_') || /^[A-Z]+$/.test(name) || names.has(name) ? whole : undefined
}
