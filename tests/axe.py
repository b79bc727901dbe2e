"""What is wrong with a page for people who see, hear or move otherwise: axe-core, and broken words."""

from axe_playwright_python.async_playwright import Axe

BROKEN = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    for (const { 0: word, index } of node.data.matchAll(/[\\p{L}\\d]+/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const tops = [...range.getClientRects()].filter((box) => box.width).map((box) => box.top);
      if (new Set(tops).size > 1) found.push(word);
    }
  }
  return found;
}"""


async def flaws(page):
    """Return what axe finds, one line a rule with the first element that breaks it."""
    results = await Axe().run(page)
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in results.response["violations"]]


async def broken_words(page):
    """Return the words that stand on two lines."""
    return await page.evaluate(BROKEN)
