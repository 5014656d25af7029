// Looks at every step of the page, each in a section with an id, and tells what is wrong with its geometry.
(width) => [...document.querySelectorAll('section')].flatMap(section => {
  const wrong = [];
  const say = what => wrong.push(section.id + ' at ' + width + ': ' + what);
  const seen = e => e.getClientRects().length > 0 && e.getBoundingClientRect().width > 0;
  const root = section.querySelector('.echo-notebooks');
  const drawings = [...section.querySelectorAll('.en-picture>svg')].filter(seen);
  const least = svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;

  if (root.scrollWidth > root.clientWidth) say('the frame scrolls sideways');
  for (const box of [...section.querySelectorAll('.en-picture')].filter(seen))
    if (box.scrollWidth > box.clientWidth + 1) say('a picture is cut: ' + box.scrollWidth + ' in ' + box.clientWidth);
  for (const text of section.querySelectorAll('p,li,td,label,summary,caption,figcaption'))
    if (seen(text) && parseFloat(getComputedStyle(text).fontSize) < 11) say('small: ' + text.textContent);

  for (const svg of drawings) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].filter(seen).map(t => ({ words: t.textContent, box: t.getBoundingClientRect(),
      size: parseFloat(getComputedStyle(t).fontSize) * least(svg) }));
    for (const t of texts) {
      if (t.size < 10.99) say('small: "' + t.words + '" ' + t.size);
      if (t.box.left < frame.left - 1 || t.box.right > frame.right + 1 || t.box.top < frame.top - 1 || t.box.bottom > frame.bottom + 1)
        say('cut: "' + t.words + '"');
    }
    for (const [i, a] of texts.entries())
      for (const b of texts.slice(i + 1)) {
        const over = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        const beside = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        if (beside > 1.5 && over > 0.35 * Math.min(a.box.height, b.box.height))
          say('overlap: "' + a.words + '" and "' + b.words + '"');
      }
  }

  const places = svg => new Map([...svg.querySelectorAll('g[data-key]')].filter(g => !g.dataset.key.startsWith('line')).map(g => {
    const [box, from] = [g.querySelector('rect').getBoundingClientRect(), svg.getBoundingClientRect()];
    return [g.dataset.key, [box.left - from.left, box.top - from.top, box.width, box.height].map(n => Math.round(n * 2) / 2).join(' ')];
  }));
  if (drawings.length === 2) {
    const [before, now] = drawings.map(places);
    const both = [...before.keys()].filter(key => now.has(key));
    if (both.length < 3) say('only ' + both.length + ' things stand in both pictures');
    for (const key of before.keys()) if (!now.has(key)) say(key + ' is in no picture afterwards');
    for (const key of both) if (before.get(key) !== now.get(key)) say(key + ' moved: ' + before.get(key) + ' and ' + now.get(key));
  }

  // What changed is what is seen first: a ghost, a heavy frame, or a state that was replaced.
  const marks = [...section.querySelectorAll('.en-now :is(g.gone,.s-changed,.came,tr.gone,tspan[text-decoration])')].filter(seen);
  if (marks.length === 0) say('nothing is seen to have changed');

  const expected = width >= 1100 ? 2 : width >= 800 ? 1 : 0;
  if (drawings.length !== expected) say(drawings.length + ' pictures in place of ' + expected);
  const frame = root.getBoundingClientRect();
  if (width === 1130 && frame.height > 660) say(frame.height + ' px high');
  // VS Code shows 660 of 800 pixels, and 940 of 1,080.
  const shown = width <= 1280 ? 660 : 940;
  for (const svg of drawings)
    if (svg.getBoundingClientRect().bottom - frame.top > shown) say('the picture ends below what is seen');
  // On a phone each descriptor is a card.
  if (expected === 0 && [...section.querySelectorAll('.facts tbody tr')].filter(seen).length === 0) say('no cards');
  return wrong;
})
