/* While a need is written, show those that look like it; the page works without this file. */
(function () {
  "use strict";
  var place = document.querySelector("[data-similar]");
  if (!place) { return; }
  var form = place.closest("form");
  var names = { title: "titre", body: "texte", function: "fonction" };
  var last = "", timer = null;
  var show = function () {
    var query = new URLSearchParams({ page: "non" });
    Object.keys(names).forEach(function (name) {
      var input = form.elements[name];
      if (input) { query.set(names[name], input.value.slice(0, 1500)); }
    });
    if (query.get("titre").trim().length < 4 || query.toString() === last) { return; }
    last = query.toString();
    fetch(place.dataset.similar + "?" + last, { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      // The answer is a part of a page made by this site's own template, already escaped.
      .then(function (html) { if (html) { place.innerHTML = html; } })
      .catch(function () { /* The form goes on without it. */ });
  };
  Object.keys(names).forEach(function (name) {
    var input = form.elements[name];
    if (!input) { return; }
    input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(show, 400); });
  });
  show();
}());
