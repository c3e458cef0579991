/* « Aperçu » without leaving the page; without this file the same button shows it on the next one. */
(function () {
  "use strict";
  var button = document.querySelector("[data-preview]");
  var place = document.querySelector("[data-preview-place]");
  if (!button || !place || !window.fetch || !window.FormData) { return; }
  var form = button.form;
  button.addEventListener("click", function (event) {
    event.preventDefault();
    var typed = new FormData(form);
    typed.set("preview", "part");
    button.disabled = true;
    fetch(form.action, { method: "POST", body: typed, credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (html) {
        // A part of a page made by this site's own template, already cleaned.
        if (!html) { throw new Error("no preview"); }
        place.innerHTML = html;
        place.firstElementChild.scrollIntoView({ block: "start" });
      })
      .catch(function () {
        // Without an answer, the ordinary way: the whole page, nothing typed lost.
        var asked = document.createElement("input");
        asked.type = "hidden"; asked.name = "preview"; asked.value = "1";
        form.appendChild(asked);
        form.submit();
      })
      .then(function () { button.disabled = false; });
  });
}());
