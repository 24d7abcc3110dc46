/** An element of an XML document. Text is what stands directly in it, trimmed. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

export class XmlError extends Error {}

interface Open {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^>]*>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Parses a whole document and returns its root. Enough of XML for TwiML: no namespaces, no entities of its own. */
export function parseXml(source: string): Element {
  const root: Open = { name: '', attributes: {}, children: [], text: '' }
  const open: Open[] = [root]
  const text = source.replace(/^\uFEFF/, '')
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(text)
    const inside = open.at(-1)
    if (token === null || inside === undefined) throw new XmlError(`malformed XML at character ${at}`)
    const [, cdata, closing, opening, attributes, selfClosing, characters] = token
    if (cdata !== undefined) inside.text += cdata
    else if (characters !== undefined) inside.text += plain(characters)
    else if (closing !== undefined) close(open, closing)
    else if (opening !== undefined) {
      open.push({ name: opening, attributes: readAttributes(attributes ?? ''), children: [], text: '' })
      if (selfClosing === '/') close(open, opening)
    }
  }
  const [document, ...more] = root.children
  if (open.length !== 1) throw new XmlError(`<${open.at(-1)?.name}> is never closed`)
  if (document === undefined || more.length > 0 || root.text.trim() !== '') {
    throw new XmlError('an XML document has exactly one root element')
  }
  return document
}

function close(open: Open[], name: string): void {
  const element = open.pop()
  const parent = open.at(-1)
  if (element === undefined || parent === undefined || element.name !== name) {
    throw new XmlError(`</${name}> closes nothing`)
  }
  parent.children.push({ ...element, text: element.text.trim() })
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name, double, single] of text.matchAll(ATTRIBUTE)) {
    if (name !== undefined) attributes[name] = plain(double ?? single ?? '')
  }
  return attributes
}

function plain(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, entity: string) => {
    if (entity.startsWith('#x')) return String.fromCodePoint(Number.parseInt(entity.slice(2), 16))
    if (entity.startsWith('#')) return String.fromCodePoint(Number(entity.slice(1)))
    const character = NAMED[entity]
    if (character === undefined) throw new XmlError(`${whole} is not an entity of XML`)
    return character
  })
}
