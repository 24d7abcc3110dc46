import '../../setup/language/english.ts'
import { expect, test } from 'vitest'
import { problemOf, Refusal } from '../../../coordinator/http/problem.ts'
import { ApiRefusal } from '../../../web/api/request.ts'
import { personErrorText } from '../../../web/privacy/words.ts'

test('a number that the server cannot read is named, without the path of a field', () => {
  const errors = [{ path: 'numbers.0', message: 'must be a number such as +12175550148' }]
  const refused = new ApiRefusal(problemOf(new Refusal('invalid_request', 'numbers.0', { errors })), null)
  expect(personErrorText(refused, '030 123456')).toBe(
    '“030 123456” cannot be read as a number. Write it with its country, such as +1 217 555 0148.',
  )
})
