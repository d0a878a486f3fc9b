/** What `font.ts` uses of the package, which has no types of its own. */

declare module 'subset-font' {
  export default function subsetFont(
    font: Uint8Array,
    letters: string,
    options: {
      readonly targetFormat: 'sfnt'
      readonly keepFeatures: readonly string[]
      readonly preserveNameIds: readonly number[]
      readonly noHinting: boolean
    },
  ): Promise<Uint8Array>
}
