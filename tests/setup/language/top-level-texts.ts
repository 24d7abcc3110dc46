import { parseSync, Visitor } from 'vite'

/** Calls of `t` that run while their module loads. */
export function topLevelTexts(file: string, source: string): string[] {
  const found: string[] = []
  let functions = 0
  const enter = () => {
    functions += 1
  }
  const leave = () => {
    functions -= 1
  }
  new Visitor({
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    CallExpression: ({ callee, start, end }) => {
      if (functions === 0 && callee.type === 'Identifier' && callee.name === 't')
        found.push(source.slice(start, end))
    },
  }).visit(parseSync(file, source).program)
  return found
}
