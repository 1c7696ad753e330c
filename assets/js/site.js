// What the cached pages leave out, filled in: the account, own waiting comments, the composer where it is wanted,
// the theme switch. Every page works without this file.
(function () {
  "use strict";

  var staffLinks = function () {
    document.querySelectorAll("[data-staff-link]").forEach(function (link) {
      link.hidden = false;
    });
  };

  // --- theme ---
  var themeSwitch = document.querySelector("[data-theme-switch]");
  if (themeSwitch) {
    themeSwitch.hidden = false;
    themeSwitch.addEventListener("click", function () {
      var root = document.documentElement;
      var dark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      try {
        localStorage.setItem("theme", root.dataset.theme);
      } catch (error) {
        // Without storage the choice holds for this page.
      }
    });
  }

  // Where tabs go sideways, the current one is in sight.
  var currentTab = document.querySelector(".page-head .tabs [aria-current]");
  if (currentTab) {
    var row = currentTab.closest(".tabs");
    var rowBox = row.getBoundingClientRect();
    var tabBox = currentTab.getBoundingClientRect();
    row.scrollLeft += tabBox.left + tabBox.width / 2 - rowBox.left - rowBox.width / 2;
  }

  // --- who is reading ---
  var layout = document.querySelector("[data-article]");
  var articleId = layout ? layout.dataset.article : "";

  var showWaiting = function (waiting, words) {
    var place = document.querySelector("[data-own]");
    if (!place || !waiting) return;
    waiting.forEach(function (comment) {
      var box = document.createElement("div");
      var text = document.createElement("p");
      var link = document.createElement("a");
      box.className = "comment-own";
      text.className = "comment-text";
      text.dir = "auto";
      text.textContent = comment.text;
      link.href = comment.address;
      link.textContent =
        comment.status === "held" ? words.held : words.removed;
      box.append(text, link);
      place.append(box);
    });
  };

  // One's own comments on a page that is the same for everybody: what their author may do with them.
  var offerOwn = function (me) {
    document.querySelectorAll('.comment-head > a:first-child[href="' + me.profile + '"]').forEach(function (author) {
      var body = author.closest(".comment-body");
      var actions = body.querySelector(".comment-actions");
      var time = body.querySelector("time");
      var link = time.closest("a");
      if (!actions || !link || actions.querySelector('[href$="/delete"]')) return;
      var offer = function (words, path) {
        var a = document.createElement("a");
        a.href = link.getAttribute("href") + path;
        a.textContent = words;
        actions.append(a);
      };
      if (me.now_ms - Date.parse(time.dateTime) < me.edit_window_ms) offer(me.words.edit, "/edit");
      offer(me.words.delete, "/delete");
    });
  };

  // Comments by readers one has muted: folded away, and there to be opened.
  var foldMuted = function (me) {
    me.muted.forEach(function (profile) {
      document.querySelectorAll('.comment-head > a:first-child[href="' + profile + '"]').forEach(function (author) {
        var text = author.closest(".comment-body").querySelector(".comment-text");
        if (!text || text.closest("details.muted")) return;
        var fold = document.createElement("details");
        var summary = document.createElement("summary");
        fold.className = "muted";
        summary.textContent = me.words.muted;
        text.replaceWith(fold);
        fold.append(summary, text);
      });
    });
  };

  // Under each clause of the standards, what the blind check measured: for moderators.
  var showErrors = function () {
    fetch("/api/standards/errors", { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) {
        return answer.ok ? answer.json() : null;
      })
      .then(function (report) {
        if (!report) return;
        report.in_force.clauses.forEach(function (clause) {
          var place = document.querySelector('[data-clause="' + clause.clause + '"]');
          if (!place) return;
          var line = document.createElement("p");
          var link = document.createElement("a");
          line.className = "hint clause-errors";
          link.href = "/moderation/standards";
          link.textContent = "Measured";
          line.append(link, ": " + clause.sentence);
          place.append(line);
          place.hidden = false;
        });
      })
      .catch(function () {
        // Offline: the page stays as it is.
      });
  };

  // Whoever is blocked or suspended reads why they cannot write where they would.
  var showRefusal = function (refusal) {
    var slot = document.querySelector("[data-composer]");
    document.querySelectorAll("[data-reply]").forEach(function (link) {
      link.hidden = true;
    });
    if (!slot) return;
    var words = document.createElement("p");
    var link = document.createElement("a");
    words.className = "notice";
    link.href = refusal.address;
    link.textContent = refusal.link;
    words.append(refusal.words + " ", link);
    slot.replaceChildren(words);
  };

  var showAccount = function (me) {
    var link = document.querySelector("[data-account-link]");
    if (!me.signed_in || !link) return;
    var greeting = document.createElement("bdi");
    greeting.textContent = me.words.greeting;
    link.replaceChildren(greeting);
    link.href = "/account";
    if (me.moderates) staffLinks();
    if (me.moderates && document.querySelector("[data-charter]")) showErrors();
    if (me.refusal) showRefusal(me.refusal);
    showWaiting(me.waiting, me.words);
    offerOwn(me);
    foldMuted(me);
  };

  fetch("/me" + (articleId ? "?article=" + encodeURIComponent(articleId) : ""), {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
  })
    .then(function (answer) {
      return answer.ok ? answer.json() : { signed_in: false };
    })
    .then(showAccount)
    .catch(function () {
      // Offline: the page stays as it is.
    });

  // --- new comments: a button says so; what is being read stays where it is ---
  var discussion = document.querySelector("[data-count-address]");
  var askEvery = 30000;
  var askedAt = Date.now();

  var showFirstPage = function () {
    var sort = new URLSearchParams(location.search).get("sort");
    history.replaceState(null, "", location.pathname + (sort ? "?sort=" + encodeURIComponent(sort) : "") + "#discussion");
    location.reload();
  };

  var announce = function (more) {
    var place = discussion.querySelector("[data-new-comments]");
    var button = place.querySelector("button");
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.className = "button button-plain new-comments";
      button.addEventListener("click", showFirstPage);
      place.append(button);
    }
    button.textContent = more === 1 ? "1 new comment" : more + " new comments";
  };

  var askCount = function () {
    if (document.visibilityState !== "visible" || Date.now() - askedAt < askEvery - 1000) return;
    askedAt = Date.now();
    fetch(discussion.dataset.countAddress)
      .then(function (answer) {
        return answer.ok ? answer.json() : null;
      })
      .then(function (now) {
        var more = now ? now.comments - Number(discussion.dataset.count) : 0;
        if (more > 0) announce(more);
      })
      .catch(function () {
        // Offline: asked again later.
      });
  };
  if (discussion) {
    setInterval(askCount, askEvery);
    document.addEventListener("visibilitychange", askCount);
  }

  // --- the composer: the personal page's form, put where it was asked for ---
  var draftKey = function (form) {
    var parent = form.querySelector("[name=parent]");
    return "draft:" + form.getAttribute("action") + ":" + (parent ? parent.value : "");
  };

  var keepDraft = function (form) {
    var field = form.querySelector("textarea");
    if (!field || field.readOnly) return;
    var key = draftKey(form);
    try {
      if (!field.value) field.value = sessionStorage.getItem(key) || "";
      field.addEventListener("input", function () {
        sessionStorage.setItem(key, field.value);
      });
      form.addEventListener("submit", function () {
        sessionStorage.removeItem(key);
      });
    } catch (error) {
      // No storage, no draft.
    }
  };

  var openComposer = function (link, place) {
    fetch(link.href, { credentials: "same-origin" })
      .then(function (answer) {
        return answer.ok ? answer.text() : Promise.reject(answer.status);
      })
      .then(function (page) {
        var form = new DOMParser().parseFromString(page, "text/html").querySelector("[data-compose]");
        if (!form) return Promise.reject("no form");
        var old = document.querySelector("[data-composer-open]");
        if (old) old.remove();
        var slot = document.createElement("div");
        slot.className = "composer-slot";
        slot.dataset.composerOpen = "";
        slot.append(document.adoptNode(form));
        place(slot);
        var cancel = slot.querySelector("[data-cancel]");
        if (cancel)
          cancel.addEventListener("click", function (event) {
            event.preventDefault();
            slot.remove();
            link.hidden = false;
            link.focus();
          });
        if (form.tagName === "FORM") keepDraft(form);
        var field = slot.querySelector("textarea, a");
        if (field) field.focus();
      })
      .catch(function () {
        location.href = link.href;
      });
  };

  var plainClick = function (event) {
    return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  };

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".composer-invitation, [data-reply]");
    if (!link || !plainClick(event)) return;
    event.preventDefault();
    if (link.matches("[data-reply]")) {
      openComposer(link, function (slot) {
        link.closest(".comment-body").append(slot);
      });
    } else {
      openComposer(link, function (slot) {
        link.hidden = true;
        link.after(slot);
      });
    }
  });

  var standing = document.querySelector("form[data-compose]");
  if (standing) keepDraft(standing);

  // A text that was given back because its writer is signed out waits for them in the form.
  var kept = document.querySelector("textarea[data-keep]");
  if (kept) {
    try {
      sessionStorage.setItem("draft:" + kept.dataset.keep, kept.value);
    } catch (error) {
      // It stands on the page.
    }
  }

  // Back from signing in or joining, to go on writing. Going to the fragment takes the focus from whatever has it, and the
  // browser goes there while it paints this page the first time: so the form opens in the frame behind that one.
  if (location.hash === "#write") {
    var invitation = document.querySelector(".composer-invitation");
    if (invitation)
      requestAnimationFrame(function () {
        requestAnimationFrame(function () {
          invitation.click();
        });
      });
  }

  // --- registration: proof of work where there is JavaScript, the question where there is none, or who answers it already ---
  var widget = document.querySelector("altcha-widget");
  var question = document.querySelector("[data-captcha-question]");
  if (widget && question && window.crypto && crypto.subtle) {
    customElements.whenDefined("altcha-widget").then(function () {
      if (question.contains(document.activeElement) || question.querySelector("[type=text]").value) return;
      widget.hidden = false;
      question.hidden = true;
    });
  }
})();
