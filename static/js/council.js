/* Enhancements only: every page works without this file. */
(function () {
  "use strict";
  var summary = document.getElementById("error-summary");
  if (summary) { summary.focus(); }

  // A counter warns before the limit hurts; the text itself is never cut.
  document.querySelectorAll("[data-counter-for]").forEach(function (counter) {
    var area = document.getElementById(counter.dataset.counterFor);
    var limit = Number(counter.dataset.limit);
    if (!area || !limit) { return; }
    var rule = counter.textContent;
    var live = document.createElement("span");
    live.className = "fr-sr-only";
    live.setAttribute("role", "status");
    area.insertAdjacentElement("afterend", live);
    var count = function () {
      var used = Array.from(area.value).length;
      var over = used > limit;
      counter.textContent = rule + " (" + used.toLocaleString("fr") + " / " + limit.toLocaleString("fr") + ")";
      counter.classList.toggle("fr-counter--over", over);
      live.textContent = used > limit * 0.9 ? used.toLocaleString("fr") + " / " + limit.toLocaleString("fr") : "";
    };
    area.addEventListener("input", count);
    count();
  });

  // A second click on the same button while the page is leaving sends nothing more.
  document.querySelectorAll("form[method=post]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      setTimeout(function () { delete form.dataset.sent; }, 4000);
    });
  });

  // Escape closes the menu of small screens.
  var menu = document.querySelector(".fr-nav--drawer");
  if (menu) {
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    });
  }
}());
