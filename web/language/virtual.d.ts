/** The texts of the page that the service worker shows, in each language. */
declare module 'texts:offline' {
  const texts: Record<
    import('../../coordinator/protocol/language.ts').Language,
    Readonly<Record<string, string>>
  >
  export default texts
}

/** A part of the texts of one language. `web/language/build/plugin.ts` compiles all of these. */
declare module 'texts:*' {
  const texts: import('./load-texts.ts').Catalogue
  export default texts
}
