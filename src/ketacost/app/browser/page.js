// What pages of ours do in the browser. It works by what elements say of themselves (`data-kc-...`),
// so that it holds for whatever Streamlit draws, at any time, and no page needs a script of its own.
(() => {
  // An empty address is filled in without an entry in the browser's history.
  const fillIn = (element) => {
    const query = JSON.parse(element.dataset.kcAddress);
    const here = new URLSearchParams(location.search);
    if (here.has("v")) return;
    for (const name of ["embed", "embed_options", "lang"])
      here.getAll(name).forEach((value) => query.unshift([name, value]));
    history.replaceState(history.state, "", "?" + new URLSearchParams(query));
  };

  const say = (element) => {
    if (element.dataset.kcAddress) fillIn(element);
    if (!element.dataset.kcLang) return;
    document.documentElement.lang = element.dataset.kcLang;
    document.querySelectorAll(NAMED).forEach(named);
  };

  // Names that Streamlit gives in English alone: of its help buttons, and of the parts of a date.
  const named = (element) => {
    const words = document.getElementById("kc-words")?.dataset;
    const label = element.getAttribute("aria-label");
    if (!words?.help || document.documentElement.lang === "en") return;
    const [, of] = /^Help for (.*)$/s.exec(label) || [];
    const [, part, rest] = /^(month|day|year)\b(.*)$/s.exec(label) || [];
    if (of) element.setAttribute("aria-label", words.help.replace("{of}", of));
    if (part) element.setAttribute("aria-label", words[part] + rest);
  };

  const NAMED = '[aria-label^="Help for "], [aria-label^="month"], [aria-label^="day"], [aria-label^="year"]';
  const SAYS = "[data-kc-address], [data-kc-lang]";
  const look = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches(SAYS)) say(node);
    node.querySelectorAll(SAYS).forEach(say);
    if (node.matches(NAMED)) named(node);
    node.querySelectorAll(NAMED).forEach(named);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") say(change.target);
      else change.addedNodes.forEach(look);
    }
    tellHeight();
  }).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-kc-address", "data-kc-lang"],
  });

  // Copies the text of the element that a button names; a frame may refuse the newer call.
  const copy = async (button) => {
    const from = document.querySelector(button.dataset.kcCopy);
    if (!from) return;
    let done = false;
    try {
      await navigator.clipboard.writeText(from.value ?? from.textContent);
      done = true;
    } catch {
      if (from.select) from.select();
      else getSelection().selectAllChildren(from);
      done = document.execCommand("copy");
    }
    const said = document.querySelector(button.dataset.kcSaid || "#kc-said");
    if (said) said.textContent = (done ? button.dataset.kcDone : button.dataset.kcRefused) || "";
  };

  // Draws an SVG and saves it as PNG, of twice its size for print.
  const savePng = (svg) => {
    const picture = new Image();
    picture.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = 2 * picture.naturalWidth;
      canvas.height = 2 * picture.naturalHeight;
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.href = canvas.toDataURL("image/png");
      link.download = "ketacost.png";
      link.click();
    };
    picture.src = "data:image/svg+xml;base64," + svg;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-kc-copy], [data-kc-print], [data-kc-png]");
    if (!button) return;
    if (button.dataset.kcCopy) copy(button);
    else if (button.dataset.kcPng) savePng(button.dataset.kcPng);
    else print();
  });

  // In a frame: the height of what is in it, told to the page around it.
  let told = 0;
  const tellHeight = () => {
    if (parent === window) return;
    const box =
      document.getElementById("kc-first") ||
      document.querySelector("[data-testid=stMainBlockContainer]");
    const height = box ? Math.ceil(box.getBoundingClientRect().height) : 0;
    if (height && height !== told) parent.postMessage({ ketacost: { height: (told = height) } }, "*");
  };
  addEventListener("resize", tellHeight);
  addEventListener("DOMContentLoaded", tellHeight);
  setInterval(tellHeight, 1000); // what grows without a change of its elements: pictures, folds
})();

// Page Compare: what Streamlit has no widget for. Its words stand in the page (#kc-words), so that it
// says the same in every language.
(() => {
  const after = (test, then, tries = 60) => {
    const found = test();
    if (found) then(found);
    else if (tries) setTimeout(after, 50, test, then, tries - 1);
  };
  const words = (name) => document.getElementById("kc-words")?.dataset[name] ?? "";
  const app = () => document.querySelector("[data-testid=stApp]");
  const still = () => app()?.dataset.testScriptState === "notRunning";
  const press = (key) => document.querySelector(`.st-key-${CSS.escape(key)} button`)?.click();

  // --- one line that speaks, and stays in the page while Streamlit draws anew
  const live = document.createElement("div");
  live.id = "kc-live";
  live.setAttribute("role", "status");
  live.setAttribute("aria-live", "polite");
  document.body.append(live);
  const speak = (text) => { if (live.textContent !== text) live.textContent = text; };
  let heard = null, waiting = 0;
  const listen = () => {
    const now = document.querySelector("[data-kc-now]")?.dataset.kcNow;
    if (!now || now === heard) return;
    if (heard !== null) speak(now);
    heard = now;
  };

  // --- boxes for numbers: a keyboard of digits, digits that count as they are typed, and a word
  // where a number is out of range
  const isNumber = (box) => box instanceof HTMLInputElement && box.type === "number";
  const put = (box, value) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const outside = (box) => box.value !== "" &&
    ((box.min !== "" && +box.value < +box.min) || (box.max !== "" && +box.value > +box.max));
  const good = new WeakMap();
  let typing = 0;
  document.addEventListener("focusin", ({ target }) => {
    digits();
    if (isNumber(target)) good.set(target, target.value);
  });
  const enter = (box) => {
    for (const kind of ["keydown", "keypress"])
      box.dispatchEvent(new KeyboardEvent(kind, { key: "Enter", bubbles: true }));
  };
  document.addEventListener("input", ({ target, isTrusted }) => {
    if (isTrusted && target.closest?.(".st-key-zip") && /^\d{5}$/.test(target.value))
      setTimeout(enter, 300, target);
    if (!isNumber(target)) return;
    clearTimeout(typing);
    target.setCustomValidity("");
    if (!isTrusted) return;
    if (outside(target)) {
      const kept = good.get(target) || target.placeholder;
      const said = words("range").replace("{least}", target.min).replace("{most}", target.max)
        .replace("{kept}", kept);
      target.setCustomValidity(said);
      note(target, said);
    } else {
      note(target, "");
      if (target.value !== "") typing = setTimeout(() => {
        good.set(target, target.value);
        enter(target);
      }, 600);
    }
  }, true);
  document.addEventListener("focusout", ({ target }) => {
    if (!isNumber(target)) return;
    clearTimeout(typing);
    if (outside(target)) { target.setCustomValidity(""); put(target, good.get(target) ?? ""); }
  }, true);
  const note = (box, text) => {
    let line = document.getElementById("kc-note");
    if (!line) {
      line = document.createElement("div");
      line.id = "kc-note";
      document.body.append(line);
    }
    line.hidden = !text;
    line.textContent = text;
    if (text) speak(text);
  };
  const digits = () => {
    for (const box of document.querySelectorAll("input[type=number]:not([inputmode])"))
      box.inputMode = box.step && +box.step % 1 ? "decimal" : "numeric";
    const zip = document.querySelector(".st-key-zip input");
    if (zip) zip.inputMode = "numeric";
  };

  // --- taps
  const focusOn = (place) => after(() => document.querySelector(place), (box) => {
    box.focus({ preventScroll: false });
    if (box.select) box.select();
  });
  // the parts of the question, in the order of its line
  const PARTS = [
    '.st-key-question [class*="st-key-opt_"] button', '.st-key-question [class*="st-key-ses_"] input',
    ".st-key-region input", ".st-key-plan button",
  ];
  const share = async (button) => {
    const url = button.dataset.kcShare;
    if (navigator.share) {
      try { await navigator.share({ title: document.title, url }); return; }
      catch (left) { if (left.name === "AbortError") return; }
    }
    let done = true;
    try { await navigator.clipboard.writeText(url); } catch { done = false; }
    tell(button, done ? words("copied") : url);
  };
  const tell = (button, text) => {
    const place = button.parentElement.querySelector("[data-told]");
    if (place) place.textContent = text;
    speak(text);
  };
  const printAll = () => {
    press("open_all");
    setTimeout(() => after(still, () => setTimeout(() => window.print(), 400)), 300);
  };
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details.kc-more")) fold.open = true;
  });
  document.addEventListener("click", (event) => {
    const hit = (what) => event.target.closest?.(what);
    const button = hit("[data-kc-press], [data-kc-share], [data-kc-print-all]");
    if (button?.dataset.kcPress) press(button.dataset.kcPress);
    else if (button?.dataset.kcShare) share(button);
    else if (button) printAll();
    const part = hit("[data-kc-ask]");
    if (part) {
      if (!document.querySelector(".st-key-question")) press("ask");
      focusOn(PARTS[+part.dataset.kcAsk]);
    }
  });

  // After a tap on a way or on a plan the box that goes with it is ready for typing.
  const NEXT = [
    [".st-key-question [class*='st-key-opt_'] button", PARTS[1]],
    [".st-key-plan button", ".st-key-deductible_met_usd input"],
  ];
  document.addEventListener("pointerup", ({ target }) => {
    for (const [tapped, box] of NEXT)
      if (target.closest?.(tapped)) setTimeout(focusOn, 30, box);
  }, true);

  // --- HTML of ours is replaced as a whole: the focus goes to what took the place of what had it
  let held = null, again = "";
  document.addEventListener("focusin", ({ target }) => {
    held = target;
    const ours = target.getAttributeNames().find((one) => one.startsWith("data-kc-"));
    const key = /st-key-[\w-]+/.exec(target.closest("[class*='st-key-']")?.className)?.[0];
    if (ours) again = `[${ours}="${CSS.escape(target.getAttribute(ours))}"]`;
    else again = key && target.matches("input") ? `.${key} input` : "";
  });
  const keepFocus = () => {
    if (!again || !held || held.isConnected || document.activeElement !== document.body) return;
    const next = document.querySelector(again) ??
      (again.includes("drop_") ? document.querySelector(".kc-cards [data-kc-press]") : null);
    if (next) next.focus({ preventScroll: true });
  };

  new MutationObserver(() => {
    keepFocus();
    clearTimeout(waiting);
    waiting = setTimeout(() => { digits(); listen(); }, 150);
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-kc-now"] });
  digits();
  listen();
})();
