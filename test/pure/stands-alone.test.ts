/** Which questions mean the same wherever they are asked. */

import { describe, expect, test } from 'vitest'
import { standsAlone } from '../../src/converse/cache/stands-alone.ts'
import { leaningWords } from '../../src/converse/cache/leaning-words.ts'
import { entries } from '../../src/converse/cache/words.ts'

describe('stands alone', () => {
  test.each([
    'What is a monad?',
    'What is the capital of France?',
    'what are the advantages of Rust',
    'What is the difference between a list and a tuple?',
    'What is the difference between the stack and the heap?',
    'Who invented penicillin and when?',
    'When was Mozart born?',
    'Why is honey not spoiling?',
    'Please explain quantum entanglement simply',
    'Could you explain to me what entropy is?',
    'How do I reverse a list in Python?',
    'how to write a for loop in C',
    'Is Python faster than Java?',
    'Write a fibonacci generator in Haskell',
    'Was ist die Hauptstadt von Frankreich?',
    'Was sind die Vorteile von Rust?',
    'Was sind Vorteile der Sprache Rust?',
    'Wer war Konrad Adenauer?',
    'Warum ist Kupfer rötlich?',
    'Erkläre mir bitte die Zahl Pi in einfachen Worten',
    'Kannst du erklären, was Entropie ist?',
    'Wie sortiere ich eine Liste in Python?',
    'Was bedeutet Schadenfreude auf Englisch?',
    'How does a heat pump work?',
    'How do noise cancelling headphones work?',
    'Give me an example of natural selection',
    'Wie funktioniert eine moderne Wärmepumpe?',
    'Nenn mir ein Beispiel für Erosion',
    'Was ist der Unterschied zwischen TCP und UDP?',
    'What is the difference between TCP and UDP?',
    'How does the Doppler effect work?',
    'Explain the CAP theorem in simple words please',
    'Explain recursion in simple words, please',
    'Who painted the Mona Lisa?',
    'How far is the moon from the earth?',
    'How tall is Mount Everest?',
    'Why is the sky blue?',
    'What does HTTP stand for?',
    'Warum ist der Himmel blau?',
    'Wie hoch ist der Mount Everest?',
    'Wie funktioniert das Internet eigentlich?',
    'Erkläre mir bitte die Photosynthese in einfachen Worten',
  ])('%s', (text) => expect(standsAlone(text)).toBe(true))
})

describe('leans on what was said', () => {
  test.each([
    ['too short', 'What is Rust?'],
    ['a pronoun', 'What is it good for?'],
    ['a demonstrative', 'Why does this happen in Python?'],
    ['a demonstrative', 'What does that mean exactly?'],
    ['a contraction', "What's its time complexity in Rust?"],
    ['the other one', 'What is the other option in Python?'],
    ['more of it', 'Give me more examples in Python'],
    ['the same', 'How do I do the same in Python?'],
    ['instead', 'How do I use a map instead in Go?'],
    ['a conjunction', 'And what is a comonad?'],
    ['a conjunction', 'So what is a comonad?'],
    ['a conjunction', 'Und was ist ein Monad?'],
    ['a conjunction', 'Aber was ist ein Monad?'],
    ['a conjunction', 'Also was ist ein Monad?'],
    ['a reference', 'What is the error in Python?'],
    ['a reference', 'Why is the function so slow in Python?'],
    ['a reference', 'How do I fix the bug in Python?'],
    ['a reference', 'Was ist der Fehler in Python?'],
    ['a thing of mine', 'Why is my code not working in Python?'],
    ['a thing of mine', 'Warum ist mein Programm in Python langsam?'],
    ['a tale of mine', 'In Python I tried a list'],
    ['a tale of mine', 'Ich habe in Python eine Liste'],
    ['half a phrase', 'What are the advantages?'],
    ['half a phrase', 'What are the main advantages?'],
    ['half a phrase', 'Was sind die Vorteile?'],
    ['half a phrase', 'Was ist der wichtigste Unterschied?'],
    ['half a phrase', 'What is the time complexity?'],
    ['half a phrase', 'Wer ist der Präsident?'],
    ['a comparison', 'What is a better way in Python?'],
    ['a comparison', 'Which is faster in Python?'],
    ['too long', `What is ${'very '.repeat(40)}cold water?`],
    ['no question', 'In Python with types please'],
    ['no question', 'A bit about Python please'],
    ['a task without a subject', 'How do I sort a list?'],
    ['a task without a subject', 'Write a function for sorting numbers'],
    ['a thing that was spoken of', 'How does the authentication work?'],
    ['a thing that was spoken of', 'Wie funktioniert die Anmeldung genau?'],
    ['a part of something', 'Give me an example of that'],
    ['code', 'What does `map` do in Python?'],
    ['lines', 'What is a monad?\nAnd a functor?'],
    ['an ellipsis', 'What is a monad…'],
    ['an ellipsis', 'What is a monad ...'],
    ['something to follow', 'What is the meaning of this:'],
    ['das', 'Was ist das in Python?'],
    ['davon', 'Was ist ein Beispiel davon?'],
    ['dort', 'Was ist dort die Hauptstadt von Frankreich?'],
    ['nochmal', 'Erkläre nochmal den Satz von Pythagoras'],
    ['die, and nothing behind it', 'Was ist an Python so die'],
    ['die, and a verb behind it', 'Wie funktioniert die denn in Python?'],
    ['there', 'What is the capital there of France?'],
    ['what about', 'What about lists in Python?'],
    ['how to tell, and not what', 'Explain in simple words please'],
    ['how to tell, and not what', 'Please explain with an example'],
    ['how to tell, and not what', 'Erkläre bitte Schritt für Schritt'],
    ['how to tell, and not what', 'Explain the architecture in simple words'],
    ['half a phrase', 'Give me an example of usage'],
    ['half a phrase', 'What is the name of the author?'],
    ['half a phrase', 'What is the population of the country?'],
    ['half a phrase', 'Who is the President and why?'],
    ['in capitals, and still spoken of', 'How does the Team work exactly?'],
    ['in capitals, and still spoken of', 'How Does The Login Work Exactly?'],
    ['in German capitals', 'Wie funktioniert die Anmeldung dort genau?'],
    ['in German capitals', 'Was ist der Grund Ihrer Meinung nach?'],
    ['nothing', ''],
  ])('%s: %s', (_, text) => expect(standsAlone(text)).toBe(false))
})

test.each(entries(leaningWords).map((entry) => [entry.replaceAll('*', 's').replaceAll('…', 'x')]))(
  'anything with %j leans',
  (word) => expect(standsAlone(`What is a monad ${word} in Python?`)).toBe(false),
)

describe('with messages before', () => {
  test('of something else, a question still stands alone', () => {
    expect(standsAlone('What is a monad?', ['Who was Mozart?', 'A composer.', 'Thanks'])).toBe(true)
  })

  test('about the same, it does not', () => {
    expect(standsAlone('What is a monad?', ['What is Haskell?', 'A language with monads.'])).toBe(false)
    expect(standsAlone('What is the capital of France?', ['In France', 'Paris'])).toBe(false)
    expect(standsAlone('Was ist ein Monad?', ['Was sind Monaden?'])).toBe(false)
  })

  test('about the same short names, it does not', () => {
    const before = ['What is TCP?', 'A protocol.', 'And UDP?']
    expect(standsAlone('What is the difference between TCP and UDP?', before)).toBe(false)
    expect(standsAlone('Was ist der Unterschied zwischen Tee und Kaffee?', before)).toBe(true)
  })

  test('about a language, only one that names its own does', () => {
    const before = ['How do I read a file in Go?', '```go\nos.ReadFile()\n```']
    expect(standsAlone('What is a monad?', before)).toBe(false)
    expect(standsAlone('What is a monad in Haskell?', before)).toBe(true)
  })
})

test('the longest text that Discord takes is decided at once, also one whose signs stand for many words', () => {
  for (const text of ['what is ﷺ', 'the The ', 'die A B ', 'how does x ']) {
    const began = performance.now()
    standsAlone(`what is ${text.repeat(6_000)}`.slice(0, 6_000))
    standsAlone(`what is ${'ﷺ'.repeat(5_990)}`)
    expect(performance.now() - began).toBeLessThan(150)
  }
})
