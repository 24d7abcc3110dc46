/**
 * Of `Berg, Anna` the first name follows the comma. A place such as `Front desk` keeps its name: no word after the first one begins
 * with a big letter.
 */
export function firstName(name: string): string {
  const given = /^[^,]+, (\P{Ll}.*)$/u.exec(name)?.[1] ?? name
  const [first = given, ...others] = given.split(' ')
  const isPlace = /^\p{Lu}/u.test(first) && others.every((word) => /^[\p{Ll}\p{N}]/u.test(word))
  return isPlace ? given : first
}
