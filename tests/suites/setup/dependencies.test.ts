import { expect, test } from 'vitest'
import { foreignLicences, holesIn } from '../../setup/dependencies.ts'

test('a package without an accepted licence is named', () => {
  const packages = {
    '': { license: 'MIT' },
    'node_modules/a': { license: 'MIT' },
    'node_modules/b': { license: '(GPL-3.0 OR Apache-2.0)' },
    'node_modules/c': { license: 'AGPL-3.0' },
    'node_modules/c/node_modules/d': {},
  }
  expect(foreignLicences({ packages })).toEqual([
    'node_modules/c: AGPL-3.0',
    'node_modules/c/node_modules/d: no licence',
  ])
})

test('a package with a hole of weight is named, and a registry that does not answer is no proof of anything', () => {
  const vulnerabilities = {
    a: { severity: 'critical', range: '<2' },
    b: { severity: 'low', range: '*' },
    c: { severity: 'high', range: '1.x' },
  }
  expect(holesIn({ vulnerabilities })).toEqual(['a <2: critical', 'c 1.x: high'])
  expect(holesIn({ vulnerabilities: {} })).toEqual([])
  expect(holesIn({ message: '405 Method Not Allowed', statusCode: 405 })).toBeNull()
  expect(holesIn(null)).toBeNull()
})
