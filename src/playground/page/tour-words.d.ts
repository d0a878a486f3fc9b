/** The shape of tour-words.js for the tests, which are type-checked while the page's own scripts are not. */
interface TourWords {
  readonly tourNames: Readonly<Record<string, string>>
  readonly tourWhy: Readonly<Record<string, string>>
  readonly tourPresses: Readonly<Record<string, readonly string[]>>
  readonly tourDone: Readonly<Record<string, string>>
  readonly tourQuestions: { readonly tell: string; readonly recall: string }
}
export const tourEnglish: TourWords
export const tourGerman: TourWords
