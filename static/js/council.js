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

  // The running total of a ballot on an envelope.
  document.querySelectorAll("[data-budget]").forEach(function (ballot) {
    var total = ballot.querySelector("[data-total]");
    var budget = Number(ballot.dataset.budget);
    var boxes = Array.from(ballot.querySelectorAll("input[data-cost]"));
    var euros = function (amount) { return amount.toLocaleString("fr") + "\u00a0€"; };
    var add = function () {
      var sum = boxes.reduce(function (found, box) { return found + (box.checked ? Number(box.dataset.cost) : 0); }, 0);
      total.hidden = false;
      total.textContent = "Projets cochés : " + euros(sum) + " sur " + euros(budget);
    };
    boxes.forEach(function (box) { box.addEventListener("change", add); });
    add();
  });

  // Escape closes the menu of small screens.
  var menu = document.querySelector(".fr-nav--drawer");
  if (menu) {
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    });
  }
}());
