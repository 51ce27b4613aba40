// A small shop that renders its listings on the server and hydrates them from its state.

export const LISTING = [
  { id: 10001, name: 'Oak garden chair', path: '/garden-chair', restricted: false },
  { id: 10002, name: 'Marklan single malt whisky', path: '/single-malt', restricted: true },
  { id: 10003, name: 'Cast iron pan', path: '/pan', restricted: false },
  { id: 10004, name: 'Marklan London dry gin', path: '/london-dry-gin', restricted: true },
];

const shown = LISTING.map(({ id, name, path }) => ({ id, name, path, price: 19.5 }));

const card = ({ id, name, path, price }) => `
      <li class="card" data-product="${id}" id="p${id}">
        <a href="${path}"><img src="data:," alt="${name}"><h2>${name}</h2></a>
        <span class="price">${price} €</span>
      </li>`;

// The script fails, as hydration does, if what it is given is not what stands in the page.
const HYDRATE = `
  const state = JSON.parse(document.getElementById('state').textContent);
  const cards = [...document.querySelectorAll('[data-product]')].map((card) => card.id);
  globalThis.hydrated = state.products.map(({ id }) => 'p' + id);
  if (String(cards) !== String(globalThis.hydrated)) throw new Error('hydration: ' + cards);`;

const list = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Home and kitchen</title><link rel="icon" href="data:,"></head>
<body>
  <header><h1>Home and kitchen</h1></header>
  <main><ul class="grid">${shown.map(card).join('')}
  </ul></main>
  <script type="application/json" id="state">${JSON.stringify({ products: shown })}</script>
  <script>${HYDRATE}</script>
</body>
</html>`;

const product = (name) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${name}</title><meta property="og:title" content="${name}"></head>
<body><main><h1>${name}</h1><p>39.00 €</p><button>Add to basket</button></main></body>
</html>`;

/** Pages by path. */
export const SHOP = {
  '/': list,
  ...Object.fromEntries(LISTING.map(({ name, path }) => [path, product(name)])),
};
