// Pages for children work without this. With it, leaving is quicker and the code can be copied.
(function () {
  "use strict";
  var exit = document.querySelector("[data-exit]");
  var presses = [];

  function leave(event) {
    if (event) event.preventDefault();
    document.documentElement.hidden = true;
    if (exit && exit.tagName === "FORM" && window.fetch) {
      fetch(exit.action, { method: "POST", body: new URLSearchParams(new FormData(exit)), keepalive: true });
    }
    location.replace("/help/leave");
  }

  if (exit) exit.addEventListener(exit.tagName === "FORM" ? "submit" : "click", leave);
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift") { presses = []; return; }
    var now = Date.now();
    presses = presses.filter(function (at) { return now - at < 5000; });
    presses.push(now);
    if (presses.length === 3) leave();
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { document.documentElement.hidden = false; presses = []; }
  });

  var copy = document.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", function () {
      navigator.clipboard.writeText(copy.dataset.copy).then(function () { copy.textContent = copy.dataset.done; });
    });
  }
  var print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  }
})();
