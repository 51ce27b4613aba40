// Bodies to measure on, the same in every run.

/** Words that stand in restricted listings only. */
export const RESTRICTED = ['whisky', 'Disposable vape', 'vibrator'];

/** Names of other listings; some hold parts of such words. */
const INNOCENT = [
  'Garden chair in oiled acacia', 'Essex toy fair, two tickets', 'Running socks, pack of five',
  'Küchenmaschine mit Rührschüssel', 'Настольная лампа', 'Vibrant cotton throw',
  'Chaussures de randonnée', 'Whisk, stainless steel',
];

const TEXT = 'Breathable mesh, cushioned heel; made to last, and mended for ten years.';
const BAD = ['Single malt whisky, 12 years', 'Disposable vape, mango ice', 'Silicone vibrator'];

function listings(bytes, share) {
  const list = [];
  const ids = { restricted: [], innocent: [] };
  for (let number = 0, size = 0; size < bytes; number += 1) {
    const bad = share > 0 && number % Math.round(1 / share) === 3;
    const name = bad ? BAD[number % BAD.length] : INNOCENT[number % INNOCENT.length];
    list.push({
      id: `item-${number}`,
      name,
      description: `${TEXT} ${TEXT}`,
      url: `https://shop.example/p/item-${number}`,
      price: { amount: 10 + (number % 90), currency: 'EUR' },
      tags: ['new', `season ${number % 4}`],
    });
    (bad ? ids.restricted : ids.innocent).push(`item-${number}"`);
    size += JSON.stringify(list.at(-1)).length + 1;
  }
  return { list, ids };
}

function page(list) {
  const cards = list.map(({ id, name, description, url, price }) => `<li class="card" data-id="${id}">`
    + `<a href="${url}"><img src="/i/${id}.jpg" alt=""><h3>${name}</h3></a><p>${description}</p>`
    + `<span class="price">${price.amount} €</span></li>`);
  return `<!doctype html><html lang="en"><head><title>Shop</title></head><body><h1>All goods</h1><ul>${cards.join('\n')}</ul></body></html>`;
}

export function bodies() {
  const made = [];
  for (const [size, bytes] of [['10k', 10_000], ['100k', 100_000], ['1m', 1_000_000]]) {
    for (const [kind, share] of [['clean', 0], ['restricted', 0.05]]) {
      const { list, ids } = listings(bytes, share);
      const all = { innocentIds: ids.innocent, restrictedIds: ids.restricted };
      made.push({ ...all, name: `${kind}-${size}.json`, json: true, text: JSON.stringify({ page: 1, products: list }) });
      if (size === '100k') made.push({ ...all, name: `${kind}-${size}.html`, json: false, text: page(list) });
    }
  }
  return made.map((body) => ({
    ...body,
    restricted: RESTRICTED.filter((word) => body.text.includes(word)),
  }));
}
