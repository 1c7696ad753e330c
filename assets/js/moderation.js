// The moderators' keys. Every one of them presses something that stands on the page.
(function () {
  "use strict";

  var dialog = document.querySelector("[data-keys]");
  var opener = document.querySelector("[data-keys-open]");
  if (opener && dialog) {
    opener.hidden = false;
    opener.addEventListener("click", function () {
      dialog.showModal();
    });
  }

  var step = function (direction) {
    var items = Array.prototype.slice.call(document.querySelectorAll("[data-queue-item]"));
    var at = items.findIndex(function (item) {
      return item.hasAttribute("aria-current");
    });
    var next = items[at < 0 ? 0 : at + direction];
    if (next) next.click();
  };

  var press = function (key) {
    var target = document.querySelector('[data-key="' + key + '"]');
    if (!target) return;
    target.click();
    var details = target.closest("details");
    if (details && details.open) {
      var field = details.querySelector("select, textarea");
      if (field) field.focus();
    }
  };

  document.addEventListener("keydown", function (event) {
    // Enter in the list of clauses, and Ctrl+Enter in any field, send the decision; about a person only Ctrl+Enter does.
    var form = event.key === "Enter" && event.target.closest(".decide form");
    var chosen = form && event.target.matches("select") && !form.hasAttribute("data-careful");
    if (form && (chosen || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[name=do]"));
      return;
    }
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "Escape") {
      document.querySelectorAll(".decide details[open]").forEach(function (details) {
        details.open = false;
      });
      if (document.activeElement) document.activeElement.blur();
      return;
    }
    if (event.target.closest("input, textarea, select, dialog")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?" && dialog) dialog.showModal();
    else if (/^[a-z]$/.test(event.key) && document.querySelector('[data-key="' + event.key + '"]')) {
      event.preventDefault();
      press(event.key);
    }
  });

  // --- the blind check: k, s, n, d press what bears them; a clause is found by number or name ---
  var find = document.querySelector("[data-find-clause]");
  var clauses = Array.prototype.slice.call(document.querySelectorAll("[data-clause]"));

  var matching = function () {
    var wanted = find.value.trim().toLowerCase();
    return clauses.filter(function (clause) {
      var number = clause.querySelector(".verify-number").textContent;
      var title = clause.textContent.trim().slice(number.length).toLowerCase();
      return /^[0-9]+$/.test(wanted) ? number === wanted : title.indexOf(wanted) >= 0;
    });
  };
  var showMatching = function () {
    var kept = matching();
    clauses.forEach(function (clause) {
      clause.classList.toggle("verify-other", kept.indexOf(clause) < 0);
      clause.classList.toggle("verify-chosen", find.value.trim() !== "" && kept[0] === clause);
    });
  };
  var openFind = function (text) {
    find.value = text;
    find.focus();
    showMatching();
  };
  if (find) {
    find.closest("[data-find-field]").hidden = false;
    find.addEventListener("input", showMatching);
    find.addEventListener("keydown", function (event) {
      if (event.key === "Escape") openFind("");
      if (event.key !== "Enter") return;
      event.preventDefault();
      var kept = matching();
      if (find.value.trim() !== "" && kept.length > 0) kept[0].querySelector("button").click();
    });
  }
  document.addEventListener("keydown", function (event) {
    if (!document.querySelector("[data-verify]") || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    var target = document.querySelector('[data-press="' + event.key.replace(/["\\]/g, "") + '"]');
    if (target) {
      event.preventDefault();
      target.click();
    } else if (find && /^[0-9/]$/.test(event.key)) {
      event.preventDefault();
      openFind(event.key === "/" ? "" : event.key);
    }
  });

  // Words selected in the comment go into the field of those that break the clause.
  var markSelected = function () {
    var field = document.querySelector("[data-marked-words]");
    var selection = window.getSelection();
    if (!field || selection.isCollapsed || selection.rangeCount === 0) return;
    var range = selection.getRangeAt(0);
    var within = range.commonAncestorContainer;
    if (within.nodeType !== Node.ELEMENT_NODE) within = within.parentElement;
    if (!within.closest(".evidence-text")) return;
    // The numbers of the marks are ours, not the author's.
    var words = range.cloneContents();
    words.querySelectorAll("sup").forEach(function (number) {
      number.remove();
    });
    var text = words.textContent.trim();
    if (text === "") return;
    field.value += (field.value === "" || field.value.endsWith("\n") ? "" : "\n") + text + "\n";
    field.closest("details").open = true;
  };
  document.addEventListener("keydown", function (event) {
    if (event.key !== "m" || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    markSelected();
  });

  // The chosen item stays in sight in a long list.
  var current = document.querySelector("[data-queue-item][aria-current]");
  if (current && matchMedia("(min-width: 60rem)").matches) current.scrollIntoView({ block: "nearest" });
})();
