/* Conveniences on top of pages that work without them: one press one filing, printing, errors read out first. */
(function () {
  "use strict";

  /* one press, one filing: the form token already makes a second press harmless, this keeps it from being needed */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.hasAttribute("data-download")) return; /* the page stays: it may be asked for again */
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(function () {
      form.querySelectorAll("button").forEach(function (b) { b.disabled = true; });
    }, 0);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("button").forEach(function (b) { b.disabled = false; });
    });
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  /* on a narrow screen the row of pages scrolls sideways: the page one stands on is in sight */
  var tab = document.querySelector(".tabs [aria-current]");
  if (tab) {
    var row = tab.closest("ul");
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }

  /* the browser words its own file button in the browser's language: ours is a label of the same box, which keeps the
     keyboard and is read out as before */
  document.querySelectorAll("input[data-choose]").forEach(function (box) {
    var button = document.createElement("label"), chosen = document.createElement("span"), line = document.createElement("div");
    line.className = "chooser";
    button.className = "button";
    button.htmlFor = box.id;
    button.textContent = box.dataset.choose;
    chosen.className = "soft";
    chosen.setAttribute("aria-live", "polite");
    function tell() {
      var names = Array.prototype.map.call(box.files, function (file) { return file.name; });
      chosen.textContent = names.length ? names.join(", ") : "Chưa chọn tệp nào";
    }
    box.parentNode.insertBefore(line, box);
    line.append(box, button, chosen);
    box.classList.add("hidden-label");
    box.addEventListener("change", tell);
    tell();
  });

  var problems = document.getElementById("loi");
  if (problems) problems.focus();
})();
