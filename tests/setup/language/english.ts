import { compiled, messagesOf } from '../../../web/language/build/catalogues.ts'
import { setLocale } from '../../../web/language/locale.ts'
import { addTexts } from '../../../web/language/text.ts'

/** For tests of the console's code without a browser: all texts, in English. */
addTexts(compiled(messagesOf('en')))
setLocale('en-US')
