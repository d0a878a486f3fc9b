/** Words by which a question leans on what was said before it, in English and German; and those that begin a whole one. */

/** `word*` is a word and all that begin with it, `…` up to five words of any kind, `$` the end of the text. */
export const leaningWords = `
  it, its, itself, this, that, these, those, they, them, their, theirs, themselves, he, him, his, she, her,
  hers, we, us, our, ours, me, my, mine, your, yours, one, ones, er, sie, es, ihn, ihm, ihr, ihre*, ihnen,
  sein*, das, dies*, jene*, solch*, derjenig*, diejenig*, wir, uns, unser*, euer, eure*, mein*, dein*, mir,
  mich, dir,

  there, here, then, above, below, before, earlier, previous*, prior, former, latter, first, second, third,
  last, next, still, already, dort, da, hier, oben, obig*, unten, vorher*, vorhin, vorig*, letzt*, nächst*,
  erste*, zweite*, dritte*, noch, davon, dazu, daran, darauf, darin, darüber, darunter, damit, danach, dafür,
  dagegen, dabei, dadurch, daher, daraus, dahinter, hierzu, hierfür,

  same, such, again, other, others, another, else, more, less, instead, also, too, both, either, neither, so,
  otherwise, differently, alternative*, version, variant*, further, rest, continue, go on, elaborate, rephrase,
  reword, rewrite, shorten, summari*, translate, expand, retry, redo, what about, how about, why not, what if,
  you said, you told, you wrote, you mean*, you mention*, mentioned, gleiche*, derselb*, dieselb*, dasselb*,
  selbe*, nochmal*, wieder, erneut, weiter*, ander*, mehr, weniger, stattdessen, auch, ebenfalls, ebenso,
  genauso, beide*, sonst, anstatt, fasse, fass, übersetz*, kürze, formulier*, was ist mit, wie wäre, wie sieht,
  warum nicht, du gesagt, du meinst, erwähnt*`

/** Half a phrase without what they belong to: the advantages of what? */
export const halfNouns = `
  advantage*, disadvantage*, difference*, pros, cons, step*, example*, option*, requirement*, benefit*,
  drawback*, consequence*, cause*, reason*, effect*, complexity, syntax, default*, parameter*, argument*, cost*,
  meaning, limit*, usage, implementation*, purpose*, vorteil*, nachteil*, unterschied*, schritt*, beispiel*,
  möglichkeit*, voraussetzung*, folge*, ursache*, gründe*, grund, bedeutung, grenze*, anwendung*, verwendung*,
  umsetzung*, zweck*`

/** With "the" before them, things that were spoken of or shown. */
export const referredNouns = `
  code, error*, bug*, text, function, file*, answer*, question*, list, table, script, program, example*,
  problem*, solution*, result*, output, message*, point*, step*, line*, paragraph*, sentence*, story, poem,
  joke, image*, picture*, article, document*, email, query, class, method*, variable*, loop, test*, idea*, plan,
  word*, author*, book*, movie*, film*, country, city, town, game*, company, character*, person, man, woman,
  song*, team*, project*, product*, library, framework, language*, server*, website*, site, page*, app, model*,
  algorithm*, architecture, design, topic, title, fehler*, funktion, datei*, antwort*, frage*, liste, tabelle,
  skript, programm, beispiel*, lösung*, ergebnis*, ausgabe, nachricht*, punkt*, schritt*, zeile*, absatz, satz,
  geschichte, gedicht, witz, bild*, artikel, dokument*, klasse, methode, schleife, idee*, wort*, autor*, buch*,
  land*, stadt, spiel*, firma, figur*, person*, mann*, frau*, lied*, projekt*, produkt*, bibliothek, sprache*,
  seite*, modell*, algorithmus, architektur, thema`

/** Behind "der" or "die" they show that it stands for a noun that was named before. */
export const particles = `
  denn, eigentlich, genau, ab, an, auf, aus, mit, und, oder, nicht, ist, sind, war, hat, kann, wird, für, in,
  bei, man, ich`

/** They ask what something is, was or means, and name it. */
export const subjectOpeners = `
  what is, what are, what was, what were, what s, what does … mean, what does … do, what does … stand for,
  who is, who was, who were, who invented, who wrote, who painted, who discovered, who founded, who composed,
  how tall is, how high is, how far is, how big is, how deep is, how heavy is, how does … work, how do … work,
  give an example of, give examples of, when was, when were, when did, where is, where are, where was, why is,
  why are, why do, why does, explain, describe, define, compare, was ist, was sind, was war, was bedeutet,
  was heißt, wer ist, wer war, wer hat, wann war, wann wurde, wo liegt, wo ist, warum ist, warum sind,
  wieso ist, weshalb ist, erklär*, beschreib*, definier*, vergleich*, wie funktioniert, wie funktionieren,
  wie hoch ist, wie groß ist, wie weit ist, wie tief ist, wie schwer ist, wofür steht, gib ein beispiel für,
  nenne ein beispiel für, nenn ein beispiel für`

/** With one of these the next word is what is to be told. */
export const telling = `
  explain, describe, define, compare, erklär*, beschreib*, definier*, vergleich*`

/** How something is to be told; they complete nothing. */
export const manners = `
  in simple words, in simple terms, in simple language, in easy words, in plain words, in plain english,
  in short, in brief, in detail, in depth, in general, in a nutshell, in a few words, in one sentence,
  in a sentence, in two sentences, step by step, for beginners, for a beginner, for kids, for children,
  for a child, for dummies, to a child, to a beginner, to a kid, to kids, to children, with an example,
  with examples, briefly, shortly, simply, quickly,

  in einfachen worten, in einfacher sprache, in einfachen sätzen, in kurzen worten, in kürze, in einem satz,
  in zwei sätzen, im detail, im allgemeinen, schritt für schritt, für anfänger, für einen anfänger, für kinder,
  für ein kind, für laien, einem kind, mit einem beispiel, mit beispiel, mit beispielen, anhand eines beispiels,
  kurz, einfach, schnell, ausführlich, genau`

/** There is one of each, wherever it is spoken of: of the world's things, and of the terms that everybody learns. */
export const uniqueThings = `
  sun, moon, earth, sky, internet, universe, solar system, milky way, big bang, equator, ozone layer,
  water cycle, food chain, greenhouse effect, placebo effect, butterfly effect, golden ratio, periodic table,
  human body, immune system, stone age, middle ages, renaissance, enlightenment, french revolution,
  industrial revolution, cold war, event loop, virtual dom, halting problem, turing test,

  sonne, mond, erde, himmel, internet, universum, sonnensystem, milchstraße, urknall, äquator, ozonschicht,
  wasserkreislauf, blutkreislauf, nahrungskette, treibhauseffekt, klimawandel, placeboeffekt,
  schmetterlingseffekt, dopplereffekt, goldene schnitt, goldenen schnitt, periodensystem, immunsystem,
  steinzeit, mittelalter, renaissance, aufklärung, französische revolution, industrielle revolution,
  kalte krieg, kalten krieg, photosynthese, zellatmung, evolution, schwerkraft, gravitation, thermodynamik,
  plattentektonik, relativitätstheorie, evolutionstheorie, quantenmechanik, quantenphysik, inflation,
  zinseszins`

/** Behind "the" they need a "of what", capital or not. */
export const titles = `
  president*, vice president*, prime minister*, minister*, king*, queen*, pope*, chancellor*, ceo*, cto*, boss*,
  mayor*, director*, government*, state*, court*, house*, church*, bible*`

/** They ask for something to be done, which the conversation might be about: whole only with a technology's name. */
export const requestOpeners = `
  how do, how does, how can, how to, how should, can, could, is, are, do, does, write, show, give, list, create,
  which, wie, kann, können, schreib*, zeig*, gib, nenn*, liste, welche*`

/** What a noun that is half of a phrase is completed with. */
export const complements = `
  of, between, in, for, to, from, on, with, behind, von, vom, zwischen, für, im, zu, zum, zur, mit, bei, beim,
  der, des, eines, einer`

/** Whole only with a "than". */
export const comparatives = `
  better, worse, faster, slower, shorter, longer, simpler, easier, cheaper, bigger, smaller, safer, clearer,
  newer, older, besser*, schlechter*, schneller*, langsamer*, kürzer*, länger*, einfacher*, billiger*, größer*,
  kleiner*, neuer*`

/** Politeness, which is passed over. */
export const greetings = `
  please, bitte, hey, hi, hello, hallo, moin`
