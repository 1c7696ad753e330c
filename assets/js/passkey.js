// Passkeys: gives the browser what a form's options ask for, puts the answer into the form, and sends it.
// Forms that need this file are hidden until it runs; what says that it is missing is hidden then.
(function () {
  "use strict";

  if (!window.PublicKeyCredential || !navigator.credentials) return;

  var toBytes = function (text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (c) {
      return c.charCodeAt(0);
    });
  };
  var toText = function (buffer) {
    var plain = "";
    if (!buffer) return "";
    new Uint8Array(buffer).forEach(function (byte) {
      plain += String.fromCharCode(byte);
    });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  // Options travel as JSON, bytes in it as base64url.
  var read = function (json) {
    var options = JSON.parse(json);
    options.challenge = toBytes(options.challenge);
    if (options.user) options.user.id = toBytes(options.user.id);
    ["allowCredentials", "excludeCredentials"].forEach(function (list) {
      (options[list] || []).forEach(function (credential) {
        credential.id = toBytes(credential.id);
      });
    });
    return options;
  };

  var show = function (form, what, shown) {
    var place = form.querySelector(what);
    if (place) place.hidden = !shown;
  };

  var fail = function (form, error) {
    var known = error.name === "InvalidStateError" && form.querySelector("[data-passkey-known]");
    show(form, known ? "[data-passkey-known]" : "[data-passkey-problem]", true);
    form.querySelector("button").disabled = false;
  };

  var begin = function (form) {
    show(form, "[data-passkey-problem]", false);
    show(form, "[data-passkey-known]", false);
    form.querySelector("button").disabled = true;
  };

  // --- making one ---
  document.querySelectorAll("[data-passkey-make]").forEach(function (form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      begin(form);
      navigator.credentials
        .create({ publicKey: read(form.dataset.passkeyMake) })
        .then(function (made) {
          var answer = made.response;
          form.elements.client.value = toText(answer.clientDataJSON);
          form.elements.attestation.value = toText(answer.attestationObject);
          form.elements.transports.value = answer.getTransports ? answer.getTransports().join(",") : "";
          form.submit();
        })
        .catch(function (error) {
          fail(form, error);
        });
    });
  });

  // --- using one ---
  var send = function (form, used) {
    var answer = used.response;
    form.elements.credential.value = toText(used.rawId);
    form.elements.client.value = toText(answer.clientDataJSON);
    form.elements.authenticator.value = toText(answer.authenticatorData);
    form.elements.signature.value = toText(answer.signature);
    form.elements.user.value = toText(answer.userHandle);
    form.submit();
  };

  // Offered in the name field's suggestions, as soon as the page is there; a click on the button takes its place.
  var offer = function (form) {
    var waiting = new AbortController();
    if (!PublicKeyCredential.isConditionalMediationAvailable) return waiting;
    PublicKeyCredential.isConditionalMediationAvailable()
      .then(function (available) {
        if (!available || waiting.signal.aborted) return null;
        return navigator.credentials.get({
          mediation: "conditional",
          publicKey: read(form.dataset.passkeyAsk),
          signal: waiting.signal,
        });
      })
      .then(function (used) {
        if (used) send(form, used);
      })
      .catch(function () {
        // Taken back by the button, or not wanted: the page goes on without.
      });
    return waiting;
  };

  document.querySelectorAll("[data-passkey-ask]").forEach(function (form) {
    var waiting = null;
    form.hidden = false;
    if ("passkeyConditional" in form.dataset) waiting = offer(form);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (waiting) waiting.abort();
      begin(form);
      navigator.credentials
        .get({ publicKey: read(form.dataset.passkeyAsk) })
        .then(function (used) {
          send(form, used);
        })
        .catch(function (error) {
          fail(form, error);
        });
    });
  });

  document.querySelectorAll("[data-passkey-without]").forEach(function (place) {
    place.hidden = true;
  });
})();
