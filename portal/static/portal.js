/* Conveniences on top of pages that work without them: drafts kept in this browser, running checks, one press one filing. */
(function () {
  "use strict";

  function number(text) {
    var plain = text.trim().replace(/\s/g, "");
    if (plain === "") return null;
    if (!/^-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/.test(plain)) return NaN;
    return Number(plain.replace(/\./g, "").replace(",", "."));
  }

  function keep(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
      return true;
    } catch (_full_or_forbidden) {
      return false;
    }
  }

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key) || "null"); } catch (_unreadable) { return null; }
  }

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

  var problems = document.getElementById("loi");
  if (problems) problems.focus();

  document.querySelectorAll("[data-filed]").forEach(function (receipt) {
    keep("dondoc:" + receipt.dataset.filed, null);
  });

  var form = document.getElementById("bieu");
  if (!form) return;

  var key = "dondoc:" + form.dataset.owner + ":" + form.dataset.draft;
  var says = document.getElementById("ban-nhap");
  var boxes = Array.prototype.filter.call(form.elements, function (e) {
    return e.name && ["hidden", "file", "submit", "button"].indexOf(e.type) < 0;
  });

  function values() {
    var found = {};
    boxes.forEach(function (e) {
      if ((e.type === "radio" || e.type === "checkbox") && !e.checked) return;
      if (e.value !== "") found[e.name] = e.value;
    });
    return found;
  }

  function tell(text) { if (says) says.textContent = text; }

  var untouched = JSON.stringify(values());
  var draft = read(key);
  if (draft && form.dataset.fresh === "yes" && JSON.stringify(draft) !== untouched) {
    boxes.forEach(function (e) {
      if (e.type === "radio" || e.type === "checkbox") e.checked = draft[e.name] === e.value;
      else if (draft[e.name] !== undefined) e.value = draft[e.name];
    });
    tell("Đã lấy lại bản nhập dở lưu trên máy này.");
  }

  function complain(box, text) {
    var id = box.id + "-nhanh";
    var note = document.getElementById(id);
    if (!text) {
      if (note) note.remove();
      if (!document.getElementById(box.id + "-loi")) box.removeAttribute("aria-invalid");
      return;
    }
    if (!note) {
      note = document.createElement("p");
      note.id = id;
      note.className = "error";
      box.closest(".entry").after(note);
    }
    note.textContent = text;
    box.setAttribute("aria-invalid", "true");
  }

  function check(box) {
    if (!box.dataset.code || box.dataset.type === "text") return;
    var value = number(box.value);
    if (Number.isNaN(value)) return complain(box, "Cần nhập số, ví dụ 1.234 hoặc 12,5.");
    if (value !== null && value < 0) return complain(box, "Số không được âm.");
    if (value !== null && box.dataset.type === "count" && !Number.isInteger(value)) return complain(box, "Cần nhập số nguyên.");
    complain(box, "");
  }

  function ratios() {
    form.querySelectorAll("[data-ratio]").forEach(function (out) {
      var code = out.dataset.ratio;
      var of = function (part) {
        var box = form.querySelector('[data-code="' + code + "." + part + '"]');
        return box ? number(box.value) : null;
      };
      var top = of("tu_so"), bottom = of("mau_so");
      var known = top !== null && bottom !== null && !Number.isNaN(top) && !Number.isNaN(bottom) && bottom > 0;
      out.textContent = known ? (Math.round(top * 1000 / bottom) / 10).toString().replace(".", ",") + "%" : "—";
    });
  }

  var waiting = null;
  form.addEventListener("input", function (event) {
    check(event.target);
    ratios();
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      if (keep(key, JSON.stringify(values()))) tell("Đã lưu bản nhập dở trên máy này; chưa nộp.");
    }, 400);
  });
  ratios();
})();
