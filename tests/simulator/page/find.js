/**
 * The element of the page's own document that must be there.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @overload
 * @param {ParentNode} root
 * @param {string} selector
 * @param {Tag} tag
 * @returns {HTMLElementTagNameMap[Tag]}
 */
/**
 * @overload
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
/**
 * @param {ParentNode} root
 * @param {string} selector
 * @param {string} [tag]
 */
export function find(root, selector, tag) {
  const element = root.querySelector(selector)
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no ${selector}`)
  if (tag !== undefined && element.localName !== tag) throw new Error(`${selector} is no <${tag}>`)
  return element
}
