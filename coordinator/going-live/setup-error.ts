/** Something that a person has to put right; the message says what. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}
