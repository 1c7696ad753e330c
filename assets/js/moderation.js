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
    // Enter in the list of clauses, and Ctrl+Enter in any field, send the decision.
    var form = event.key === "Enter" && event.target.closest(".decide form");
    if (form && (event.target.matches("select") || event.ctrlKey || event.metaKey)) {
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
    else if (["a", "r", "e", "b", "u"].indexOf(event.key) >= 0) {
      event.preventDefault();
      press(event.key);
    }
  });

  // The chosen item stays in sight in a long list.
  var current = document.querySelector("[data-queue-item][aria-current]");
  if (current && matchMedia("(min-width: 60rem)").matches) current.scrollIntoView({ block: "nearest" });
})();
