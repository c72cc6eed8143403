// What every page must keep, looked at from inside the page (TRUST.md 5). Each check returns
// sentences about what is wrong; an empty list is a page that is fit for all.
() => {
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], iframe";
  const texts = (each) => each.replace(/\s+/g, " ").trim();
  const name = (each) => `<${each.tagName.toLowerCase()} ${each.className?.baseVal ?? each.className}> ${said(each).slice(0, 50)}`;
  const isSeen = (each) => each.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && each.getClientRects().length > 0;
  const isHidden = (each) => {
    const box = each.getBoundingClientRect();
    return box.width <= 2 || box.height <= 2;
  };

  function said(each) {
    const by = each.getAttribute("aria-labelledby");
    if (by) return texts(by.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" "));
    if (each.getAttribute("aria-label")) return texts(each.getAttribute("aria-label"));
    const copy = each.cloneNode(true);
    copy.querySelectorAll("[aria-hidden=true], svg, template").forEach((part) => part.remove());
    return texts(copy.textContent);
  }

  const controls = () =>
    [...document.querySelectorAll(FOCUSABLE)].filter(
      (each) => each.tabIndex >= 0 && !each.disabled && isSeen(each) && !each.closest("[inert]"),
    );

  // What a finger or a pointer hits: a box and its label are one target.
  function target(each) {
    const boxes = [each, ...(each.labels ?? [])].filter(isSeen).map((part) => part.getBoundingClientRect());
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    const right = Math.max(...boxes.map((box) => box.right));
    const bottom = Math.max(...boxes.map((box) => box.bottom));
    // Some hit area stands around the sign as an unseen part of its own.
    const around = getComputedStyle(each, "::after");
    const more = around.position === "absolute" ? -2 * Math.min(0, parseFloat(around.top) || 0) : 0;
    return { width: right - left + more, height: bottom - top + more };
  }

  // A link among words of a sentence may be as high as its line (WCAG 2.5.8).
  function isInSentence(each) {
    if (!each.matches("a") || getComputedStyle(each).display !== "inline") return false;
    const around = each.closest("p, li, dd, td, .lead, .small");
    return Boolean(around) && texts(around.textContent).length > texts(each.textContent).length + 3;
  }

  function targets(least) {
    return controls()
      .filter((each) => !isInSentence(each) && !each.matches(".skip, main, [tabindex='0']:not(a, button, input, select, textarea, summary)"))
      .map((each) => [each, target(each)])
      // A name that is a link is as wide as the name.
      .filter(([each, { width, height }]) => !(isHidden(each) && !each.labels?.length) && (height < least - 0.5 || width < (each.matches("a:not([class])") ? 24 : least) - 0.5))
      .map(([each, { width, height }]) => `kohde ${Math.round(width)}×${Math.round(height)} < ${least}: ${name(each)}`);
  }

  function order() {
    return [...document.querySelectorAll("[tabindex]")].filter((each) => each.tabIndex > 0).map((each) => `tabindex > 0: ${name(each)}`);
  }

  function links() {
    const seen = new Map();
    const wrong = [];
    for (const each of [...document.querySelectorAll("a[href]")].filter(isSeen)) {
      const words = said(each).toLowerCase();
      const to = each.getAttribute("href");
      if (!words) wrong.push(`linkillä ei ole nimeä: ${to}`);
      else if (seen.has(words) && seen.get(words) !== to) wrong.push(`sama linkkiteksti, eri kohde: ${words}`);
      seen.set(words, to);
    }
    return wrong;
  }

  // Label in name: what is read on a control is in what it is called.
  function names() {
    const plain = (words) => words.toLowerCase().replace(/[^\p{L}\p{N} ]/gu, "").replace(/\s+/g, " ").trim();
    return controls()
      .filter((each) => each.getAttribute("aria-label") && each.innerText?.trim() && each.matches("a, button, summary, [role=button], [role=switch]"))
      .filter((each) => !plain(said(each)).includes(plain(each.innerText)))
      .map((each) => `näkyvä teksti ei ole nimessä: ${name(each)}`);
  }

  function regions() {
    const wrong = [];
    const main = document.querySelector("#ilmoitukset");
    if (main?.getAttribute("role") !== "status") wrong.push("ilmoitusten alue puuttuu");
    for (const each of document.querySelectorAll("[aria-live=assertive]")) wrong.push(`keskeyttävä alue: ${name(each)}`);
    return wrong;
  }

  function languages() {
    const known = ["fi", "sv", "en", "se"];
    const wrong = known.includes(document.documentElement.lang) ? [] : ["sivun kieltä ei ole kerrottu"];
    for (const each of document.querySelectorAll("[lang]")) if (!known.includes(each.lang)) wrong.push(`outo kieli: ${name(each)}`);
    for (const each of document.querySelectorAll("button[name=language]")) if (each.lang !== each.value) wrong.push(`kielen nimi on väärällä kielellä: ${name(each)}`);
    return wrong;
  }

  function pasting() {
    return [...document.querySelectorAll("input, textarea")]
      .filter((each) => !each.readOnly && each.type !== "hidden")
      .filter((each) => !each.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true })))
      .map((each) => `liittäminen on estetty: ${name(each)}`);
  }

  function help() {
    const found = document.querySelectorAll("header.top a[href$='/tietosuoja/'], main > .foot a[href$='/tietosuoja/']");
    return found.length ? [] : ["ohjelinkki puuttuu yläosasta"];
  }

  function sideways() {
    const widest = document.documentElement.scrollWidth;
    if (widest <= innerWidth) return [];
    const over = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > innerWidth + 1);
    return [`leveys ${widest} > ${innerWidth}: ${over.slice(-3).map(name).join(" | ")}`];
  }

  // Text that its own box cuts, and that no scrolling brings forth.
  function clipped() {
    const cuts = (value) => value === "hidden" || value === "clip";
    return [...document.querySelectorAll("main *, header *, nav *")]
      .filter((each) => each.innerText?.trim() && isSeen(each) && !isHidden(each) && !each.closest(".sr, .skip, svg"))
      .filter((each) => {
        const style = getComputedStyle(each);
        if (style.textOverflow === "ellipsis") return each.scrollWidth > each.clientWidth + 1;
        const down = cuts(style.overflowY) && each.scrollHeight > each.clientHeight + 2;
        const across = cuts(style.overflowX) && each.scrollWidth > each.clientWidth + 2;
        return style.display !== "inline" && (down || across);
      })
      .map((each) => `teksti leikkautuu: ${name(each)}`);
  }

  function still() {
    return document.getAnimations().map((each) => `liike: ${each.animationName ?? each.transitionProperty}`);
  }

  // Without grounds a button, a field and a box must still be seen: by an edge, a line or an own sign.
  function edges() {
    return controls()
      .filter((each) => each.matches(".ds-button, input:not([type=checkbox], [type=radio]), select, textarea"))
      .filter((each) => {
        const style = getComputedStyle(each);
        const has = (side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none";
        return !has("Top") && !has("Bottom") && style.textDecorationLine === "none" && style.appearance === "none";
      })
      .map((each) => `ei reunaa pakotetuissa väreissä: ${name(each)}`);
  }

  function spaced() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const wrong = [...sideways(), ...clipped()].map((each) => `väljä teksti: ${each}`);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    return wrong;
  }

  // ── Where the focus goes ──

  const key = (each) => (each.type === "radio" && each.name ? `radio:${each.form?.action}:${each.name}` : each);
  const once = (list) => list.filter((each, place) => list.indexOf(each) === place);

  function begin() {
    if (!window.visited) document.addEventListener("focusin", (event) => window.visited.push(event.target));
    window.visited = [];
    document.activeElement?.blur();
    const parts = controls();
    const inner = parts.filter((each) => ["date", "time", "datetime-local", "month"].includes(each.type)).length;
    return parts.length + 4 * inner;
  }

  function walked(forward, back) {
    const wrong = [];
    const expected = once(controls().map(key));
    const there = once(forward.map(key));
    const missed = expected.filter((each) => !there.includes(each));
    for (const each of missed) wrong.push(`näppäimistö ei pääse: ${each instanceof Element ? name(each) : each}`);
    if (forward.length > 2 * expected.length + 4) wrong.push(`sarkain käy liian monessa paikassa: ${forward.length} / ${expected.length}`);
    const known = there.filter((each) => expected.includes(each));
    // A page with errors begins at their list, so the round may begin anywhere.
    const round = expected.filter((each) => known.includes(each));
    const first = round.indexOf(known[0]);
    const sorted = [...round.slice(first), ...round.slice(0, first)];
    const astray = known.findIndex((each, place) => each !== sorted[place]);
    if (astray >= 0) wrong.push(`sarkaimen järjestys on toinen kuin sivun: ${[known[astray], sorted[astray]].map((each) => (each instanceof Element ? name(each) : each))}`);
    const home = once(back.map(key)).filter((each) => expected.includes(each));
    const both = new Set(home);
    for (const each of known) if (!both.has(each)) wrong.push(`takaisin ei pääse: ${each instanceof Element ? name(each) : each}`);
    return wrong;
  }

  // ── Whether the focus is seen ──

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  // Any colour that a style may tell, as red, green, blue and how much it covers.
  function rgba(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }

  const over = ([...top], under) => top.slice(0, 3).map((each, place) => each * top[3] + under[place] * (1 - top[3]));

  // What lies behind an element: the grounds of those around it, from the page's own upwards.
  function ground(each) {
    const around = [];
    for (let part = each; part; part = part.parentElement) around.unshift(rgba(getComputedStyle(part).backgroundColor));
    return around.reduce((under, top) => over(top, under), rgba("Canvas").slice(0, 3));
  }

  function contrast(one, other) {
    const light = ([...colour]) => {
      const [red, green, blue] = colour.map((each) => (each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  }

  const ring = (part) => {
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset } = getComputedStyle(part);
    return { is: outlineStyle !== "none", width: parseFloat(outlineWidth), colour: outlineColor, offset: parseFloat(outlineOffset) };
  };

  // A ring that the focus brought, wide enough, and three times as light or dark as what it lies on.
  function isClear(part, before) {
    const now = ring(part);
    if (!now.is || now.width < 2 || JSON.stringify(now) === JSON.stringify(before)) return false;
    const behind = ground(now.offset < 0 ? part : part.parentElement);
    return contrast(over(rgba(now.colour), behind), behind) >= 3;
  }

  // The corners of its first and last line, as far in as they are round.
  function corners(shown) {
    const lines = [...shown.getClientRects()];
    const round = parseFloat(getComputedStyle(shown).borderTopLeftRadius) || 0;
    return [lines[0], lines.at(-1)].flatMap(({ left, right, top, bottom, width, height }) => {
      const inner = 2 + 0.3 * Math.min(round, width / 2, height / 2);
      return [left + inner, right - inner].flatMap((x) => [top + inner, bottom - inner].map((y) => [x, y]));
    });
  }

  // Words that only lie beside a link's high hit area hide nothing; a ground does.
  function hides(hit, ours) {
    if (!hit) return true;
    for (let part = hit; part && !ours.some((each) => part.contains(each)); part = part.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(part);
      if (rgba(backgroundColor)[3] > 0 || backgroundImage !== "none") return true;
    }
    return false;
  }

  function covered(each) {
    const shown = isHidden(each) && each.labels?.length ? each.labels[0] : each;
    const box = shown.getBoundingClientRect();
    if (isHidden(shown) || box.height > innerHeight) return [];
    const ours = [shown, each, ...(each.labels ?? [])];
    const isOurs = (hit) => hit && ours.some((part) => part.contains(hit) || hit.contains(part));
    const [first, ...others] = [[box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)], ...corners(shown)].map(([x, y]) => document.elementFromPoint(x, y));
    const wrong = isOurs(first) ? others.find((hit) => !isOurs(hit) && hides(hit, ours)) : first;
    return wrong === undefined ? [] : [`kohdistettu jää piiloon: ${name(each)} (${wrong ? name(wrong) : "ruudun ulkona"})`];
  }

  // After the keyboard was used, focus by script shows as the keyboard's does.
  function focus() {
    const wrong = [];
    for (const each of controls()) {
      document.activeElement?.blur();
      const around = [each, ...(each.labels ?? []), each.parentElement];
      const before = around.map(ring);
      each.focus();
      if (!around.some((part, place) => isClear(part, before[place]))) wrong.push(`kohdistus ei näy: ${name(each)} ${JSON.stringify(ring(each))}`);
      wrong.push(...covered(each));
    }
    return wrong;
  }

  // Inside a landmark the next stop lies below or to the right, not above and to the left.
  function flow(forward) {
    const place = (each) => {
      const box = (isHidden(each) && each.labels?.[0] ? each.labels[0] : each).getBoundingClientRect();
      return { top: box.top + scrollY, left: box.left, right: box.right, bottom: box.bottom + scrollY };
    };
    const wrong = [];
    for (const [place_, each] of forward.entries()) {
      const next = forward[place_ + 1];
      const room = each.closest("main, nav, header");
      if (!next || !room || next.closest("main, nav, header") !== room || room === each) continue;
      if (each.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_PRECEDING) continue;
      const [from, to] = [place(each), place(next)];
      if (to.bottom < from.top && to.right <= from.left) wrong.push(`kohdistus hyppää taaksepäin: ${name(each)} → ${name(next)}`);
    }
    return wrong;
  }

  window.forAll = {
    begin,
    flow: () => flow(window.visited),
    take: () => window.visited.splice(0),
    still, edges, sideways, clipped, spaced, focus, targets, walked,
    steady: (least) => [...targets(least), ...order(), ...links(), ...names(), ...regions(), ...languages(), ...pasting(), ...help()],
  };
}
