// The switch stays on the same place: anchors are the same in every language.
const anchored = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));
// What an anchor leads to; the anchor within may not be laid out before one comes near.
const parts = [...document.querySelectorAll('main a.anchor')].map(({ hash }) => [hash, anchored(hash)]);
/** The anchor one came to, while it is in sight; else that of the part that is being read. */
const place = () => {
  const { top = -1 } = anchored(location.hash)?.getBoundingClientRect() ?? {};
  if (top >= 0 && top < innerHeight) return location.hash;
  const begun = ([, part]) => part?.checkVisibility() && part.getBoundingClientRect().top < innerHeight / 3;
  return parts.findLast(begun)?.[0] ?? '';
};
for (const link of document.querySelectorAll('[data-language]')) {
  const { href } = link;
  link.addEventListener('click', ({ detail }) => {
    // By the keyboard one has come up through the page to get here: the anchor one came to tells more.
    const anchor = (detail === 0 && location.hash) || place();
    link.href = href + location.search + anchor;
  });
}
