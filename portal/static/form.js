/* The form of a unit while somebody types: drafts kept on the server, checks that come back with them, Enter moves on.

   The checks are the server's; here only numbers are read. What the server could not be told stays in this browser and
   is offered when the form is opened again. The page works without any of this. */
(function () {
  "use strict";

  var PREFIX = "dondoc:", FILING = "dondoc:dang-nop";

  function put(store, key, value) {
    try {
      if (value === null) store.removeItem(key); else store.setItem(key, value);
    } catch (_full_or_forbidden) { /* nothing to be done: the server has what it was told */ }
  }

  function get(store, key) {
    try { return store.getItem(key); } catch (_forbidden) { return null; }
  }

  /* the receipt: what was kept here in case the filing failed is needed no more */
  var receipt = document.querySelector("[data-filed]");
  if (receipt && get(sessionStorage, FILING)) {
    put(localStorage, get(sessionStorage, FILING), null);
    put(sessionStorage, FILING, null);
  }

  var form = document.getElementById("bieu");
  if (!form) return;

  var says = document.getElementById("ban-nhap");
  var stands = document.getElementById("tinh-trang");
  var mould = document.getElementById("mau-giai-trinh");
  var token = form.elements.token.value;
  var family = PREFIX + form.dataset.owner + ":" + form.dataset.draft + ":";
  var here = family + token;
  var touched = {}, typedSince = 0, keptUpTo = 0, underWay = false, waiting = null, lastKept = "";

  function tell(text) { if (says) says.textContent = text; }

  function number(text) {
    var plain = text.trim().replace(/\s/g, "");
    if (plain === "") return null;
    if (!/^-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/.test(plain)) return NaN;
    return Number(plain.replace(/\./g, "").replace(",", "."));
  }

  function boxes() {
    return Array.prototype.filter.call(form.elements, function (e) {
      return e.name && ["hidden", "file", "submit", "button"].indexOf(e.type) < 0;
    });
  }

  function values() {
    var found = {};
    boxes().forEach(function (e) {
      if ((e.type === "radio" || e.type === "checkbox") && !e.checked) return;
      if (e.value !== "") found[e.name] = e.value;
    });
    return found;
  }

  /* ---- what this browser kept because the server could not be told */

  function keepHere() { put(localStorage, here, JSON.stringify({ at: Date.now(), values: values() })); }

  function leftHere() {
    var newest = null;
    try {
      for (var n = 0; n < localStorage.length; n++) {
        var key = localStorage.key(n);
        if (key.indexOf(family) !== 0 || key === here) continue;
        var left = JSON.parse(localStorage.getItem(key));
        if (left && left.values && (!newest || left.at > newest.at)) newest = { key: key, at: left.at, values: left.values };
      }
    } catch (_unreadable) { return null; }
    return newest;
  }

  var left = form.dataset.fresh === "yes" ? leftHere() : null;
  if (left) {
    boxes().forEach(function (e) {
      if (e.type === "radio" || e.type === "checkbox") e.checked = left.values[e.name] === e.value;
      else if (left.values[e.name] !== undefined) e.value = left.values[e.name];
    });
    tell("Đã lấy lại bản nhập dở lưu trên máy này.");
    typedSince++;
    setTimeout(function () { save(false); }, 0);
  }

  /* ---- errors and queries beside their fields */

  function row(anchor) { return form.querySelector('[data-field="' + anchor + '"]'); }

  function complain(anchor, id, text) {
    var note = document.getElementById(id), box = document.getElementById(anchor), at = row(anchor);
    if (!text) {
      if (note) note.remove();
      if (at && !at.querySelector(".error") && box) box.removeAttribute("aria-invalid");
      return;
    }
    if (!at || !box) return;
    if (!note) {
      note = document.createElement("p");
      note.id = id;
      note.className = "error";
      at.appendChild(note);
      var by = (box.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
      if (by.indexOf(id) < 0) box.setAttribute("aria-describedby", by.concat(id).join(" "));
    }
    if (note.textContent !== text) note.textContent = text;
    box.setAttribute("aria-invalid", "true");
  }

  function quick(box) {
    if (!box.dataset.code || box.dataset.type === "text") return;
    var value = number(box.value), text = "";
    if (Number.isNaN(value)) text = "Cần nhập số, ví dụ 1.234 hoặc 12,5.";
    else if (value !== null && value < 0) text = "Số không được âm.";
    else if (value !== null && box.dataset.type === "count" && !Number.isInteger(value)) text = "Cần nhập số nguyên.";
    complain(box.id, box.id + "-nhanh", text);
  }

  function showErrors(errors) {
    var found = {};
    errors.forEach(function (e) { if (e.anchor) found[e.anchor] = (found[e.anchor] ? found[e.anchor] + " " : "") + e.message; });
    form.querySelectorAll("[data-field]").forEach(function (at) {
      var anchor = at.dataset.field, id = anchor + "-loi";
      if (document.getElementById(anchor + "-nhanh")) return complain(anchor, id, "");
      if (!found[anchor]) return complain(anchor, id, "");
      if (touched[anchor] || document.getElementById(id)) complain(anchor, id, found[anchor]);
    });
  }

  function showQueries(queries) {
    var still = {};
    queries.forEach(function (q) {
      still[q.name] = true;
      var block = Array.prototype.find.call(form.querySelectorAll("[data-query]"), function (b) { return b.dataset.query === q.name; });
      if (!block) {
        var at = q.field && row(q.field), place = document.getElementById("giai-trinh-chung");
        while (at && at !== form && !at.classList.contains("queries")) at = at.nextElementSibling;
        block = mould.content.firstElementChild.cloneNode(true);
        block.dataset.query = q.name;
        var answer = block.querySelector("textarea");
        answer.id = q.anchor;
        answer.name = q.name;
        block.querySelector("label").htmlFor = q.anchor;
        block.querySelector(".ask").id = q.anchor + "-hoi";
        answer.setAttribute("aria-describedby", q.anchor + "-hoi");
        (at || place).appendChild(block);
      }
      block.hidden = false;
      if (block.querySelector(".ask").textContent !== q.message) block.querySelector(".ask").textContent = q.message;
      block.classList.toggle("answered", block.querySelector("textarea").value.trim() !== "");
    });
    form.querySelectorAll("[data-query]").forEach(function (block) { if (!still[block.dataset.query]) block.hidden = true; });
  }

  function ratios() {
    form.querySelectorAll("[data-ratio]").forEach(function (out) {
      var of = function (part) {
        var box = form.querySelector('[data-code="' + out.dataset.ratio + "." + part + '"]');
        return box ? number(box.value) : null;
      };
      var top = of("tu_so"), bottom = of("mau_so");
      var known = top !== null && bottom !== null && !Number.isNaN(top) && !Number.isNaN(bottom) && bottom > 0;
      out.textContent = known ? (Math.round(top * 1000 / bottom) / 10).toString().replace(".", ",") + "%" : "—";
    });
  }

  /* ---- keeping */

  function save(isLeaving) {
    if (keptUpTo === typedSince || (underWay && !isLeaving)) return;
    var upTo = typedSince, sent = new FormData(form);
    form.elements.saves.value = String(Number(form.elements.saves.value) + 1);
    sent.set("saves", form.elements.saves.value);
    Array.prototype.forEach.call(form.elements, function (e) { if (e.type === "file") sent.delete(e.name); });
    underWay = true;
    var asJson = { Accept: "application/json" };
    fetch(form.dataset.keep, { method: "POST", body: sent, headers: asJson, credentials: "same-origin", keepalive: isLeaving })
      .then(function (answer) {
        if (answer.ok) return answer.json();
        if (answer.status === 401 || answer.status >= 500) throw answer.status;
        return answer.json().then(function (told) { throw told.error; });  // trying again would change nothing
      })
      .then(function (told) {
        keptUpTo = Math.max(keptUpTo, upTo);
        lastKept = told.kept_at;
        put(localStorage, here, null);
        if (left) put(localStorage, left.key, null);
        tell(told.left_out.length
          ? "Đã lưu bản nhập dở lúc " + told.kept_at + ", trừ ô có thông tin cá nhân; đề nghị bỏ thông tin đó. Chưa nộp."
          : "Đã lưu bản nhập dở lúc " + told.kept_at + "; chưa nộp.");
        if (told.words && stands) stands.textContent = told.words;
        if (told.errors) showErrors(told.errors);
        if (told.queries) showQueries(told.queries);
      })
      .catch(function (why) {
        keepHere();
        var before = lastKept ? " Bản lưu trên hệ thống: lúc " + lastKept + "." : "";
        tell(why === 401
          ? "Liên kết đã hết hạn hoặc đã đóng phiên; nội dung đang giữ trên máy này." + before + " Đề nghị mở liên kết trong tin nhắc mới nhất rồi vào lại biểu này."
          : "Chưa lưu được lên hệ thống; nội dung đang giữ trên máy này." + before + " " + (typeof why === "string" ? why : "Hệ thống sẽ thử lại."));
        if (why !== 401 && typeof why !== "string") setTimeout(function () { save(false); }, 10000);
      })
      .then(function () {
        underWay = false;
        if (keptUpTo !== typedSince && upTo !== typedSince) save(false);
      });
  }

  form.addEventListener("input", function (event) {
    typedSince++;
    if (event.target.id) quick(event.target);
    ratios();
    clearTimeout(waiting);
    waiting = setTimeout(function () { save(false); }, 500);
  });
  form.addEventListener("focusout", function (event) {
    var at = event.target.closest && event.target.closest("[data-field]");
    if (at) touched[at.dataset.field] = true;
  });
  form.addEventListener("submit", function (event) {
    clearTimeout(waiting);
    keepHere(); /* should the link have ended meanwhile, the next one finds this */
    if (navigator.onLine === false) { /* the browser would put its own error page in place of the form */
      event.preventDefault();
      event.stopPropagation();
      return tell("Máy đang mất mạng nên chưa gửi được; nội dung đang giữ trên máy này. Có mạng thì bấm lại.");
    }
    put(sessionStorage, FILING, here);
  });
  window.addEventListener("pagehide", function () { if (!form.dataset.sent) save(true); });
  if (form.dataset.fresh === "no") put(localStorage, here, null); /* refused or checked: the server has it */
  if (form.dataset.fresh === "no" && form.elements.saves.value === "0") { /* figures of a refused workbook */
    typedSince++;
    setTimeout(function () { save(false); }, 0);
  }

  /* ---- Enter goes on to the next box, never files; in a longer text it is a new line */
  form.addEventListener("keydown", function (event) {
    var box = event.target;
    if (event.key !== "Enter" || event.isComposing || box.tagName !== "INPUT" || box.type === "file") return;
    event.preventDefault();
    var stops = Array.prototype.filter.call(form.elements, function (e) {
      return !e.disabled && e.tabIndex >= 0 && e.type !== "hidden" && e.offsetParent !== null && (e.type !== "radio" || e.checked);
    });
    var radios = box.type === "radio" ? form.querySelector('[name="' + box.name + '"]:checked') || box : box;
    var next = stops[stops.indexOf(radios) + (event.shiftKey ? -1 : 1)];
    if (next) {
      next.focus();
      if (next.select) next.select();
    }
  });

  ratios();
})();
