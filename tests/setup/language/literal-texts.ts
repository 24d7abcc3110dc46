import { parseSync } from 'vite'

/** English in a source of the console that is not in the catalogue. */
export interface LiteralText {
  kind: 'child' | 'attribute' | 'string' | 'template'
  /** Offsets in the source. */
  start: number
  end: number
  text: string
}

interface Node {
  type: string
  start: number
  end: number
  [field: string]: unknown
}

/** Attributes whose strings are no texts. */
const NO_TEXT_ATTRIBUTE =
  /^(className|id|type|role|look|name|autoComplete|autoCapitalize|href|target|rel|key|size|position|shadow|radius|color|fill|stroke\w*|d|viewBox|x\d|y\d|src|htmlFor|value|defaultValue|inputMode|of|to|page|place|kind|tone|letter|variant|action|withinPortal|method|lang|dir|spellCheck|offset|width|enterKeyHint|allowed|orientation|fw|c|mode|part|anchor|pattern|step|hotkey|use|state|scope|preload|accept|path|shapeRendering|preserveAspectRatio|vectorEffect|transform|stopColor|where|defaultColorScheme|data-.*|aria-(hidden|live|busy|current|haspopup|modal|pressed|checked|controls|labelledby|describedby|keyshortcuts|atomic|autocomplete|sort|relevant))$/

/** Their arguments are for programs, or for the log. */
const NO_TEXT_CALL =
  /^(t|console\.\w+|apart|retryingRead|querySelector(All)?|closest|matches|addEventListener|removeEventListener|[sgr]\w*Attribute|hasAttribute|startsWith|endsWith|includes|has|get|set|delete|split|join|replace(All)?|indexOf|test|createElement|dispatchEvent|useKeyOf|z\.\w+|getItem|setItem|mark|describe|import|RegExp|Error|TypeError|Headers|URL|Set|Event|CustomEvent|BroadcastChannel|SharedWorker|DOMException|search|keyed|localeCompare|can|mediaDevices\.\w+|matchMedia|getPropertyValue|setProperty|request|requestApi|fetch|write|read|memoryIn|lock|postMessage|setHeader|follow|waitingCall|addRoutes)$/

const hasLetters = (text: string) => /\p{L}/u.test(text)
/** Several words, or one that begins as a sentence does. */
const readsAsText = (text: string) =>
  /\p{L}{2,}[^\p{L}]*\s[^\p{L}]*\p{L}/u.test(text) || /^\p{Lu}\p{Ll}/u.test(text)

export function literalTexts(file: string, source: string): LiteralText[] {
  const found: LiteralText[] = []
  const parents: Node[] = []

  const visit = (node: Node) => {
    if (isSkipped(node)) return
    judge(node)
    parents.push(node)
    for (const [field, value] of Object.entries(node)) {
      if (field === 'key' && node.type === 'Property' && !node.computed) continue
      if (field === 'typeAnnotation' || field === 'typeArguments' || field === 'typeParameters') continue
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child)
    }
    parents.pop()
  }

  const judge = (node: Node) => {
    const { start, end } = node
    if (node.type === 'JSXText') {
      if (hasLetters(String(node.value))) found.push({ kind: 'child', start, end, text: String(node.value) })
      return
    }
    const text = textOf(node)
    if (text === null || !hasLetters(text)) return
    const place = placeOf(node)
    if (place === 'none') return
    if (place === 'some' && !readsAsText(text)) return
    const isAttribute = parents.at(-1)?.type === 'JSXAttribute'
    found.push({
      kind: isAttribute ? 'attribute' : node.type === 'Literal' ? 'string' : 'template',
      start,
      end,
      text,
    })
  }

  /** `all`: every text there is shown. `some`: it may be for programs. */
  const placeOf = (node: Node): 'all' | 'some' | 'none' => {
    let below = node
    for (const parent of parents.toReversed()) {
      switch (parent.type) {
        case 'JSXAttribute':
          return NO_TEXT_ATTRIBUTE.test(nameOf(parent.name)) ? 'none' : 'all'
        case 'JSXExpressionContainer':
          if (parents.at(parents.indexOf(parent) - 1)?.type !== 'JSXAttribute') return 'all'
          break
        case 'ConditionalExpression':
          if (below === parent.test) return 'none'
          break
        case 'LogicalExpression':
        case 'TemplateLiteral':
          break
        case 'BinaryExpression':
          return parent.operator === '+' ? 'some' : 'none'
        case 'SwitchCase':
          return below === parent.test ? 'none' : 'some'
        case 'CallExpression':
        case 'NewExpression':
          return NO_TEXT_CALL.test(calleeOf(parent, source)) ? 'none' : 'some'
        case 'ExpressionStatement':
          return 'none'
        case 'MemberExpression':
          return below === parent.property ? 'none' : 'some'
        case 'TSLiteralType':
        case 'TSEnumMember':
          return 'none'
        default:
          return 'some'
      }
      below = parent
    }
    return 'some'
  }

  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  visit(program as unknown as Node)
  return found
}

const SKIPPED =
  /^(Import(Declaration|Expression)|TSTypeAliasDeclaration|TSInterfaceDeclaration|ExportAllDeclaration|ThrowStatement)$/
const isSkipped = ({ type }: Node) => SKIPPED.test(type)

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** Null for what is no string. `{}` stands for an expression. */
function textOf(node: Node): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null
  if (node.type !== 'TemplateLiteral') return null
  return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('{}')
}

const nameOf = (name: unknown): string => {
  if (!isNode(name)) return ''
  return name.type === 'JSXNamespacedName'
    ? `${nameOf(name.namespace)}:${nameOf(name.name)}`
    : String(name.name)
}

/** `console.warn` or the last name: `querySelector` for `document.querySelector`. */
function calleeOf(call: Node, source: string): string {
  const callee = call.callee as Node
  const text = source.slice(callee.start, callee.end)
  return /^(console|z)\./.test(text) ? text : (text.split(/\??\./).at(-1) ?? '')
}
