// Prints `N passed, N failed` from vitest's JSON result. A test that was left out did not pass: it counts
// as failed, and so does a suite that could not even be loaded.
import { readFileSync } from 'node:fs'

const [file = ''] = process.argv.slice(2)

/** @type {{ numPassedTests: number, numTotalTests: number, testResults: { status: string, assertionResults: unknown[] }[] } | null} */
const result = read()

if (result === null) {
  console.log('The tests did not come to a result.')
  console.log('0 passed, 1 failed')
  process.exitCode = 1
} else {
  const broken = result.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  )
  const failed = result.numTotalTests - result.numPassedTests + broken.length
  console.log(`${result.numPassedTests} passed, ${failed} failed`)
  if (failed > 0 || result.numPassedTests === 0) process.exitCode = 1
}

function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
