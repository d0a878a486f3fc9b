/** What was typed for a question in a modal, which is closed by now: given back, it can be copied. */

import { copyable } from '../../deliver/copyable.ts'
import type { Embed } from '../../deliver/message.ts'
import { modalWords } from '../../sentences/in-modals.ts'
import type { Language } from '../../sentences/sentences.ts'
import type { Question } from './question.ts'

/** Empty where it was an option, which Discord shows. */
export const typedIn = ({ isTyped, text }: Question): string => (isTyped === true ? text : '')

/** What was typed in a modal, to be copied. */
export const typedText = (text: string, language: Language): Embed =>
  copyable(modalWords(language).toCopy, text)
