// Puts the reader's chosen theme on the page before it is drawn. Runs in the head, so it stays this small.
(function () {
  "use strict";
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch (error) {
    // Storage is closed to us: the system's preference holds.
  }
})();
