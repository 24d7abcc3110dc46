/*
 * Runs before the console, in any browser, also one that knows no modules: plain old JavaScript (ES5). It says what to do
 * where the browser is too old for the console, or the console does not start. What it tests is what the console uses and
 * what came last: a browser that has that has the rest, such as the syntax that the build emits.
 */
;(function () {
  function has(object, name) {
    return object !== undefined && object !== null && name in object
  }
  var needed = [
    ['modules', 'noModule' in document.createElement('script')],
    ['fetch', has(window, 'fetch')],
    ['live updates (EventSource)', has(window, 'EventSource')],
    ['sockets (WebSocket)', has(window, 'WebSocket')],
    ['calls (WebRTC)', has(window, 'RTCPeerConnection')],
    ['sound (AudioContext)', has(window, 'AudioContext')],
    ['sizes (ResizeObserver)', has(window, 'ResizeObserver')],
    ['ES2022 (Array.prototype.at)', has(Array.prototype, 'at')],
    ['ES2022 (Object.hasOwn)', has(Object, 'hasOwn')],
    ['ES2023 (Array.prototype.findLast)', has(Array.prototype, 'findLast')],
    ['timeouts (AbortSignal.timeout)', has(window.AbortSignal, 'timeout')],
    ['languages (Intl.ListFormat)', has(window.Intl, 'ListFormat')],
  ]
  var missing = []
  var index = 0
  for (; index < needed.length; index += 1) if (!needed[index][1]) missing.push(needed[index][0])

  /* Each text is there in each language. The first of the browser's languages that is there is shown, else the first. */
  function inOneLanguage(element) {
    var texts = element.querySelectorAll('[lang]')
    var wanted = navigator.languages || [navigator.language || '']
    var chosen = texts[0]
    var at = wanted.length - 1
    var text
    for (; at >= 0; at -= 1)
      for (text = 0; text < texts.length; text += 1)
        if (wanted[at].toLowerCase().split('-')[0] === texts[text].lang) chosen = texts[text]
    for (text = 0; text < texts.length; text += 1)
      texts[text].style.display = texts[text] === chosen ? 'block' : 'none'
  }

  /* The page is not parsed yet when this runs. */
  var shown = ''
  function show() {
    var element = shown && document.getElementById(shown)
    if (!element) return
    inOneLanguage(element)
    element.style.display = 'block'
  }
  window.onload = show

  /* A script did not come, or this browser cannot read it. The first is told only in the capture phase. */
  function onFault() {
    var root = document.getElementById('root')
    if (root && root.firstChild) return
    shown = 'not-started'
    show()
  }

  if (missing.length > 0) {
    document.documentElement.setAttribute('data-too-old', missing.join(', '))
    shown = 'too-old'
  } else if (window.addEventListener) window.addEventListener('error', onFault, true)
})()
