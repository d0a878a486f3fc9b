/** Words that make an answer true for a moment, for one person or only once. Rather a question too many than a stale answer. */

/**
 * Of the clock and the calendar. A question of how to program something may have them and still be the same tomorrow.
 * `word*` is a word and all that begin with it, `…` up to five words of any kind, `$` the end of the text.
 */
export const clockWords = `
  now, today*, tonight, yesterday*, tomorrow*, current*, at the moment, at present, presently, as of, what time,
  which time, the time $, the time in, the time here, the time please, time is it, what date, which date,
  the date $, the date please, the date of today, what day, which day, what year is, which year is,
  what month is, which month is, what week is it, which week is it, what season is it, which season is it,
  how late is it, time please, utc time, local time, weekday is, day of the week, this morning, this afternoon,
  this evening,

  heut*, jetzt, jetzig*, gerade, aktuell*, momentan*, derzeit*, gegenwärtig*, zurzeit, zur zeit, im moment,
  im augenblick, gestern, gestrig*, vorgestern, morgen, morgig*, übermorgen, soeben, wie spät, wie viel uhr,
  wieviel uhr, uhrzeit*, welcher tag, welchen tag, welcher wochentag, welchen wochentag, welches datum,
  welcher monat ist, welche woche haben, welche kalenderwoche, welche jahreszeit ist, welche jahreszeit haben,
  welcher monat haben, welchen monat haben, ortszeit, welches jahr ist, welches jahr haben, datum`

/** Of what happens in the world: of a program's source no less than of a newspaper's. */
export const newsWords = `
  latest, newest, recent*, when is, when s, when are, when will, when does … start, when does … begin,
  when does … end, when does … open, when does … close, when does … come out, when do … start, when do … begin,
  when do … open, when do … close, when do … play, release date*, launch date*, this weekend, next weekend,
  last weekend, in the last … days, in the last … hours, in the last … weeks, in the last … months,
  in the last … years, temperature outside, going to rain, going to snow, sun set, sun rise,
  how much is … worth, how much are … worth, net worth, the richest, is … down $, is … offline $, lately,
  nowadays, these days, so far this, up to date, upcoming, this week*, this month*, this year*, this season,
  this quarter, last night, last week*, last month*, last year*, last season, next week*, next month*,
  next year*, next season, how long ago, weather, forecast*, is it raining, will it rain, is it snowing,
  will it snow, how warm is it, how cold is it, how hot is it, sunrise, sunset, news, headlines, trending,
  price*, how much does … cost, how much do … cost, stock, stocks, exchange rate*, interest rate*, market cap,
  the score, final score, live score*, standings, who won, who wins, who is winning, who s winning,
  who is leading, how long until, how long … until, how long … till, how many … until, how many … till,
  how many … left, days until, weeks until, months until, hours until, days till, days left, countdown,
  how old is, how old are, how old s, still alive, open right, happening in, what s happening,
  what is happening, going on in, on this day, what s new, what is new, whats new, next game, next match,
  next election,

  neuest*, neuste*, wann ist, wann sind, wann beginn*, wann fängt, wann endet, wann kommt, wann kommen,
  wann spielt, wann spielen, wann geht … los, wann geht … unter, wann geht … auf, wann gibt, wann läuft,
  wann startet, wann öffnet, wann schließt, wann hat … geöffnet, wann haben … geöffnet, wann findet,
  wann erscheint, am wochenende, demnächst, vor kurzem, wird es regnen, wird es schneien, wie warm wird,
  wie kalt wird, reichst*, wie viel ist … wert, wieviel ist … wert, wie viel sind … wert, ist … down $,
  ist … offline $, wie steht es, wie steht der dax, wie hat … gespielt, wie haben … gespielt, jüngst*, kürzlich,
  neulich, letztens, heutzutage, neuigkeiten, diese woche, dieser woche, diesen monat, diesem monat,
  dieses jahr, diesem jahr, dieses wochenende, diese saison, heuer, letzte nacht, letzte woche, letzter woche,
  letzten monat, letztes jahr, letzten jahr, letzte saison, nächste woche, nächster woche, nächsten monat,
  nächstes jahr, nächsten jahr, vorige woche, vergangene woche, wetter*, regnet es, schneit es, wie warm ist es,
  wie kalt ist es, wie heiß ist es, sonnenaufgang*, sonnenuntergang*, nachrichten, schlagzeilen, kurs, kurse,
  kurses, kursen, aktienkurs*, wechselkurs*, börsenkurs*, dollarkurs*, eurokurs*, goldkurs*, bitcoinkurs*,
  aktie, aktien, zinssatz, preis, preise, preises, preisen, benzinpreis*, strompreis*, gaspreis*, goldpreis*,
  ölpreis*, was kostet, was kosten, wie viel kostet, wieviel kostet, wie viel kosten, wieviel kosten, wie teuer,
  spielstand*, endstand*, tabellenführer*, wer hat … gewonnen, wer gewann, wer führt, wie lange … bis,
  wie lange noch, wie viele … bis, wieviele … bis, wie viele … noch, wie alt ist, wie alt sind, wie alt wird,
  noch am leben, lebt … noch, was ist los, was passiert in, gibt es neues, gibt s neues, gibts neues,
  nächstes spiel, nächste spiel`

/** Of chance, and of what nobody wants to hear twice in the same words. */
export const chanceWords = `
  roll, rolls, reroll, dice, flip, coin toss, toss, random*, pick a, pick an, pick one, pick some, pick between,
  pick from, choose a, choose an, choose one, choose for me, choose between, choose from, surprise me, shuffle,
  draw a card, draw lots, lottery numbers, number between, heads or tails, magic 8, guess a, think of a number,
  give me a number, give me any, rock paper scissors, truth or dare, generate a password, generate a … password,
  generate a uuid, generate an uuid, joke, jokes, fun fact*, riddle*,

  zufall*, zufäll*, würfel*, würfle*, münzwurf, münze, kopf oder zahl, auslosen, lose aus, lottozahlen,
  zahl zwischen, zieh eine, ziehe eine, wähle einen, wähle eine, wähl eine, wähl einen, such dir, überrasch*,
  misch*, rate eine, denk dir … aus, nenn mir eine zahl, nenne mir eine zahl, sag mir eine zahl, sag eine zahl,
  schere stein papier, wahrheit oder pflicht, generiere ein passwort, generiere ein … passwort,
  generier ein passwort, witz, witze, rätsel*`

/** Of the one who asks: another member of the same guild is not to be answered with it. */
export const personalWords = `
  who am i, what am i, where am i, how am i, am i speaking, who i am, who is asking, who asked,
  who are you talking to, hello to me, hi $, hello $, hey $, my name, my nickname, my username, my age,
  my birthday, how old am i, call me, about me, know me, remember me, remember my, do you remember,
  say hi to me, did i say, did i ask, did i tell, have i said, i told you, our conversation, our chat, greet me,

  wer bin ich, was bin ich, wo bin ich, wie heiße ich, wie alt bin ich, wer ich bin, wer fragt, wer hat gefragt,
  mit wem red*, mit wem sprech*, hallo $, moin $, mein name, meinen namen, meinem namen, mein nickname,
  mein alter, mein geburtstag, nenn mich, nenne mich, über mich, von mir, kennst du mich, kennst mich,
  weißt du noch, erinnerst du, habe ich gesagt, habe ich gefragt, hab ich gesagt, hab ich gefragt,
  unser gespräch, unserem gespräch, unsere unterhaltung, begrüße mich, begrüß mich`

/** Phrases with one of the words above in which it means something that stays. */
export const harmlessPhrases = `
  time complexity, time signature, random forest*, random variable*, random access, random walk*,
  electric current*, alternating current*, direct current*, ocean current*, dice coefficient, flip flop*,
  stock photo*, chicken stock, when is a, when is an, wann ist ein, wann ist eine, wann sind zwei, guten morgen,
  heute show, gerade zahl*, gerade und ungerade, eine gerade, zufallsvariable*, mischung*, mischpult*`
