// The API page's filter: hides every entry that does not hold the typed words. Without this script the page is complete.
(function () {
  'use strict'
  var field = document.querySelector('input')
  var entries = Array.prototype.slice.call(document.querySelectorAll('details'))
  field.parentElement.hidden = false
  field.addEventListener('input', function () {
    var words = field.value.toLowerCase().split(/\s+/)
    entries.forEach(function (entry) {
      var text = entry.textContent.toLowerCase()
      entry.hidden = !words.every(function (word) { return text.indexOf(word) >= 0 })
    })
  })
  // A link to #schema-filing opens its entry.
  function open() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (!target) return
    target.hidden = false
    target.open = true
    target.scrollIntoView()
  }
  window.addEventListener('hashchange', open)
  open()
})()
