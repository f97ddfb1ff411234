import htmx from 'htmx.org';

// Every request htmx makes carries the token of the page, so actions cannot be forged.
document.addEventListener('htmx:config:request', event => {
  const token = document.querySelector<HTMLMetaElement>('meta[name="echo-token"]')?.content;
  const detail = (event as CustomEvent<{ ctx: { request: { headers: Record<string, string> } } }>).detail;
  if (token) detail.ctx.request.headers['X-Echolot-Token'] = token;
});

export default htmx;
