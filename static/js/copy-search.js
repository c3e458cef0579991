/* Search in a copy of the site (council export site): reads files of words as scripts, so that it
   works from a folder, without a server. */
"use strict";
var copie = (function () {
  var about = null, words = {}, records = {}, waiting = {};
  var root = document.currentScript.getAttribute("data-root");
  var STOPS = " a au aux avec ce ces cet cette dans de des du en et la le les leur leurs lui mais ne nos notre nous on ou par pas pour qu que qui sa se ses son sur un une vos votre vous ";

  function load(name, done) {
    if (waiting[name]) { waiting[name].push(done); return; }
    waiting[name] = [done];
    var script = document.createElement("script");
    script.src = root + name;
    script.onload = script.onerror = function () {
      var all = waiting[name]; delete waiting[name];
      all.forEach(function (each) { each(); });
    };
    document.head.appendChild(script);
  }
  function fold(text) {
    return text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/’/g, "'")
      .normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  }
  function asked(text) {
    return fold(text).split(/[\s"«»,;:!?()]+/).map(function (word) {
      return word.replace(/^(?:jusqu|lorsqu|puisqu|quoiqu|qu|[ldjmtsnc])'/, "").replace(/^[-']+|[-'.]+$/g, "");
    }).filter(function (word) { return word && STOPS.indexOf(" " + word + " ") < 0; }).slice(0, 12);
  }
  function code(word) {
    return Array.from(word).slice(0, 2).map(function (c) { return c.codePointAt(0).toString(16); }).join("-");
  }
  function close(one, other) {
    var shared = 0;
    while (shared < one.length && one[shared] === other[shared]) { shared += 1; }
    return shared;
  }
  /* Lists of a word: its own, or those of words that begin so, or of the forms closest to it. */
  function lists(word) {
    var file = words[code(word)];
    if (!file) { return []; }
    if (Object.prototype.hasOwnProperty.call(file.forms, word)) { return [file.lists[file.forms[word]]]; }
    var forms = Object.keys(file.forms);
    var begun = word.length >= 3 ? forms.filter(function (form) { return form.indexOf(word) === 0; }) : [];
    if (!begun.length && word.length >= 5) {
      var least = Math.max(4, word.length - 3);
      begun = forms.filter(function (form) { return close(word, form) >= least && form.length <= word.length + 3; });
    }
    var places = {};
    begun.slice(0, 200).forEach(function (form) { places[file.forms[form]] = true; });
    return Object.keys(places).map(function (place) { return file.lists[place]; });
  }
  function scores(typed) {
    var found = null;
    typed.forEach(function (word) {
      var mine = {};
      lists(word).forEach(function (list) {
        var rarity = Math.log(1 + about.records / (list.length / 2));
        for (var i = 0; i < list.length; i += 2) {
          mine[list[i]] = Math.max(mine[list[i]] || 0, Math.log(1 + list[i + 1]) * rarity);
        }
      });
      if (found === null) { found = mine; return; }
      var both = {};
      Object.keys(found).forEach(function (n) { if (n in mine) { both[n] = found[n] + mine[n]; } });
      found = both;
    });
    return found || {};
  }
  function show(typed) {
    var found = scores(typed);
    var best = Object.keys(found).sort(function (a, b) { return found[b] - found[a] || b - a; });
    var shown = best.slice(0, 50), needed = {};
    shown.forEach(function (n) { needed[Math.floor(n / about.share)] = true; });
    every(Object.keys(needed).filter(function (n) { return !records[n]; })
      .map(function (n) { return "fiches-" + n + ".js"; }), function () { draw(best.length, shown); });
  }
  function every(names, done) {
    var left = names.length;
    if (!left) { done(); return; }
    names.forEach(function (name) { load(name, function () { left -= 1; if (!left) { done(); } }); });
  }
  function draw(total, shown) {
    var place = document.getElementById("copy-results"), list = document.createElement("ul");
    list.className = "fr-rows";
    shown.forEach(function (n) {
      var record = records[Math.floor(n / about.share)][n % about.share];
      var item = document.createElement("li"), link = document.createElement("a"), detail = document.createElement("p");
      item.className = "fr-rows__item"; link.className = "fr-link"; detail.className = "fr-rows__detail";
      link.href = place.getAttribute("data-site") + record[0].split("/").map(encodeURIComponent).join("/");
      link.textContent = record[1] || record[3];
      detail.textContent = [record[2], record[3], record[4]].filter(Boolean).join(" · ");
      item.appendChild(link); item.appendChild(detail); list.appendChild(item);
    });
    place.textContent = "";
    var said = document.createElement("h2");
    said.textContent = total ? total + (total > 1 ? " résultats" : " résultat") : "Aucun résultat";
    place.appendChild(said);
    if (total > shown.length) {
      var more = document.createElement("p");
      more.textContent = "Les " + shown.length + " premiers sont montrés : ajoutez un mot pour préciser.";
      place.appendChild(more);
    }
    place.appendChild(list);
  }
  function begin() {
    var field = document.getElementById("copy-q");
    field.value = new URLSearchParams(location.search).get("q") || "";
    var typed = asked(field.value);
    if (!typed.length) { return; }
    load("sommaire.js", function () {
      if (!about) { return; }
      var names = {};
      typed.forEach(function (word) {
        if (about.letters.indexOf(code(word)) >= 0) { names["mots-" + code(word) + ".js"] = true; }
      });
      every(Object.keys(names), function () { show(typed); });
    });
  }
  document.addEventListener("DOMContentLoaded", begin);
  return {
    sommaire: function (data) { about = data; },
    mots: function (name, data) { words[name] = data; },
    fiches: function (number, data) { records[number] = data; }
  };
})();
